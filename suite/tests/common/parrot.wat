;; A contract that answers what it has been taught, for partners that lie. The 16 bytes after the selector are the question:
;;   selector 0: teaches the bytes after the question as its answer       any other: answers, or Ok(Ok(())) = Ok(None) untaught
(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal0" "seal_return" (func $return (param i32 i32 i32)))
  (import "seal1" "get_storage" (func $get (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $set (param i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 1))

  ;; 0: input length, 4: selector, 8: question, 24: what follows; 4096: answer length, 4100: answer
  (data (i32.const 0) "\00\08\00\00")
  (data (i32.const 4096) "\00\08\00\00")

  (func (export "deploy"))

  (func (export "call")
    (call $input (i32.const 4) (i32.const 0))
    (if (i32.eqz (i32.load (i32.const 4))) (then
      (drop (call $set (i32.const 8) (i32.const 16) (i32.const 24) (i32.sub (i32.load (i32.const 0)) (i32.const 20))))
      (call $return (i32.const 0) (i32.const 8192) (i32.const 2))))
    (if (call $get (i32.const 8) (i32.const 16) (i32.const 4100) (i32.const 4096)) (then
      (call $return (i32.const 0) (i32.const 8192) (i32.const 2))))
    (call $return (i32.const 0) (i32.const 4100) (i32.load (i32.const 4096)))))

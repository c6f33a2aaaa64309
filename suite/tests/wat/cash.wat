;; Money that misbehaves. One byte of input sets how, for all calls that follow:
;;   0 answers Ok(Ok(())) and does nothing       4 answers bytes that are no answer
;;   1 traps                                     5 answers nothing
;;   2 refuses: Ok(Err(InsufficientBalance))     6 reverts with nothing
;;   3 refuses: Ok(Err(Custom("x")))             7 reverts with Err(LangError::CouldNotReadInput)
(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal0" "seal_return" (func $return (param i32 i32 i32)))
  (import "seal1" "get_storage" (func $get (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $set (param i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 1))

  ;; 0: input length, 4: input; 1024: value length, 1028: how; 1032: key; 1040: answers
  (data (i32.const 0) "\00\04\00\00")
  (data (i32.const 1024) "\04\00\00\00\00\00\00\00")
  (data (i32.const 1032) "how")
  (data (i32.const 1040) "\00\00")
  (data (i32.const 1048) "\00\01\01")
  (data (i32.const 1056) "\00\01\00\04x")
  (data (i32.const 1064) "\ff\ff\ff\ff\ff\ff\ff\ff")
  (data (i32.const 1072) "\01\01")

  (func $is (param $how i32) (result i32)
    (i32.eq (i32.load8_u (i32.const 1028)) (local.get $how)))

  (func (export "deploy"))

  (func (export "call")
    (call $input (i32.const 4) (i32.const 0))
    (if (i32.eq (i32.load (i32.const 0)) (i32.const 1)) (then
      (drop (call $set (i32.const 1032) (i32.const 3) (i32.const 4) (i32.const 1)))
      (call $return (i32.const 0) (i32.const 1040) (i32.const 2))))
    (drop (call $get (i32.const 1032) (i32.const 3) (i32.const 1028) (i32.const 1024)))
    (if (call $is (i32.const 0)) (then (call $return (i32.const 0) (i32.const 1040) (i32.const 2))))
    (if (call $is (i32.const 1)) (then (unreachable)))
    (if (call $is (i32.const 2)) (then (call $return (i32.const 1) (i32.const 1048) (i32.const 3))))
    (if (call $is (i32.const 3)) (then (call $return (i32.const 1) (i32.const 1056) (i32.const 5))))
    (if (call $is (i32.const 4)) (then (call $return (i32.const 0) (i32.const 1064) (i32.const 8))))
    (if (call $is (i32.const 5)) (then (call $return (i32.const 0) (i32.const 1064) (i32.const 0))))
    (if (call $is (i32.const 6)) (then (call $return (i32.const 1) (i32.const 1064) (i32.const 0))))
    (call $return (i32.const 1) (i32.const 1072) (i32.const 2))))

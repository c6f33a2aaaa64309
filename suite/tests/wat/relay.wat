;; A contract that has joined the policy, as far as the policy can see. The first byte of input says what it does:
;;   1 sends what follows (an account, then the input) on, and answers what is answered      2 learns what follows as its answer
;;   any other: answers what it has learnt, or Ok(())
(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal0" "seal_return" (func $return (param i32 i32 i32)))
  (import "seal1" "get_storage" (func $get (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $set (param i32 i32 i32 i32) (result i32)))
  (import "seal1" "seal_call" (func $send (param i32 i32 i64 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 1))

  ;; 0: input length, 4: input; 8192: answer length, 8196: answer; 16384: no value; 16400: key; 16416: Ok(())
  (data (i32.const 0) "\00\10\00\00")
  (data (i32.const 8192) "\00\10\00\00")
  (data (i32.const 16400) "answer")

  (func $does (param $what i32) (result i32)
    (i32.eq (i32.load8_u (i32.const 4)) (local.get $what)))

  (func (export "deploy"))

  (func (export "call") (local $code i32)
    (call $input (i32.const 4) (i32.const 0))
    (if (call $does (i32.const 1)) (then
      (local.set $code (call $send (i32.const 0) (i32.const 5) (i64.const 0) (i32.const 16384)
        (i32.const 37) (i32.sub (i32.load (i32.const 0)) (i32.const 33)) (i32.const 8196) (i32.const 8192)))
      (if (i32.eq (local.get $code) (i32.const 1)) (then (unreachable)))
      (call $return (i32.ne (local.get $code) (i32.const 0)) (i32.const 8196) (i32.load (i32.const 8192)))))
    (if (call $does (i32.const 2)) (then
      (drop (call $set (i32.const 16400) (i32.const 6) (i32.const 5) (i32.sub (i32.load (i32.const 0)) (i32.const 1))))
      (call $return (i32.const 0) (i32.const 16416) (i32.const 2))))
    (if (call $get (i32.const 16400) (i32.const 6) (i32.const 8196) (i32.const 8192)) (then
      (call $return (i32.const 0) (i32.const 16416) (i32.const 1))))
    (call $return (i32.const 0) (i32.const 8196) (i32.load (i32.const 8192)))))

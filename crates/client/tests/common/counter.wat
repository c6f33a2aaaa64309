;; A contract small enough to read. The first byte of the input says what to do:
;;   1 add: counter + 1, event, answers Ok(Ok(()))        5 loop for ever
;;   2 get: answers Ok(counter as u32)                    6 put: stores 64 bytes under the 4 bytes that follow the selector
;;   3 refuse: reverts with Ok(Err(error 0))              7 clear: removes them
;;   4 trap                                               8 now: answers Ok(block time as u64)
(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal0" "seal_return" (func $return (param i32 i32 i32)))
  (import "seal0" "seal_now" (func $now (param i32 i32)))
  (import "seal0" "seal_deposit_event" (func $event (param i32 i32 i32 i32)))
  (import "seal1" "get_storage" (func $get (param i32 i32 i32 i32) (result i32)))
  (import "seal1" "clear_storage" (func $clear (param i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $set (param i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 1))

  ;; 0: input length, 4: input; 64: value length, 68: counter; 128: topics (one of 32 bytes); 192: answer; 256: key of the counter
  (data (i32.const 0) "\10\00\00\00")
  (data (i32.const 64) "\04\00\00\00\00\00\00\00")
  (data (i32.const 128) "\04counted.........................")
  (data (i32.const 256) "counter")

  (func $load
    (i32.store (i32.const 64) (i32.const 4))
    (drop (call $get (i32.const 256) (i32.const 7) (i32.const 68) (i32.const 64))))

  (func $answer (param $flags i32) (param $length i32)
    (call $return (local.get $flags) (i32.const 192) (local.get $length)))

  (func (export "deploy"))

  (func (export "call") (local $what i32)
    (call $input (i32.const 4) (i32.const 0))
    (local.set $what (i32.load8_u (i32.const 4)))
    (if (i32.eq (local.get $what) (i32.const 1)) (then
      (call $load)
      (i32.store (i32.const 68) (i32.add (i32.load (i32.const 68)) (i32.const 1)))
      (drop (call $set (i32.const 256) (i32.const 7) (i32.const 68) (i32.const 4)))
      (call $event (i32.const 128) (i32.const 33) (i32.const 68) (i32.const 4))
      (call $answer (i32.const 0) (i32.const 2))))
    (if (i32.eq (local.get $what) (i32.const 2)) (then
      (call $load)
      (i32.store (i32.const 193) (i32.load (i32.const 68)))
      (call $answer (i32.const 0) (i32.const 5))))
    (if (i32.eq (local.get $what) (i32.const 3)) (then
      (i32.store8 (i32.const 193) (i32.const 1))
      (call $answer (i32.const 1) (i32.const 3))))
    (if (i32.eq (local.get $what) (i32.const 4)) (then (unreachable)))
    (if (i32.eq (local.get $what) (i32.const 5)) (then (loop $again (br $again))))
    (if (i32.eq (local.get $what) (i32.const 6)) (then
      (drop (call $set (i32.const 8) (i32.const 4) (i32.const 256) (i32.const 64)))
      (call $answer (i32.const 0) (i32.const 2))))
    (if (i32.eq (local.get $what) (i32.const 7)) (then
      (drop (call $clear (i32.const 8) (i32.const 4)))
      (call $answer (i32.const 0) (i32.const 2))))
    (if (i32.eq (local.get $what) (i32.const 8)) (then
      (i32.store (i32.const 64) (i32.const 8))
      (call $now (i32.const 193) (i32.const 64))
      (call $answer (i32.const 0) (i32.const 9))))
    (unreachable)))

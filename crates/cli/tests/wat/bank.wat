;; A bank with five faults, one a message. The first byte of the input says what to do; its state is 24 bytes:
;; balance (u32), credit (u32), given away (u64), paid out (u64).
;;   1 withdraw to the account behind the selector: pays the credit, calls the account, and only then forgets the credit
;;   2 batch of so many payments (u32) of so much (u32): the product wraps     5 mint so much: meant for the inside only
;;   3 take other code, whoever asks                                           6 fund: balance 100, credit 10
;;   4 end, whoever asks                                                       7 look at the state
(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal0" "seal_return" (func $return (param i32 i32 i32)))
  (import "seal1" "get_storage" (func $get (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $set (param i32 i32 i32 i32) (result i32)))
  (import "seal1" "seal_call" (func $call (param i32 i32 i64 i32 i32 i32 i32 i32) (result i32)))
  (import "seal1" "terminate" (func $terminate (param i32)))
  (import "seal0" "set_code_hash" (func $set_code (param i32) (result i32)))
  (import "env" "memory" (memory 1 1))

  ;; 64: key; 120: length of the state; 128: the state; 200: a probe's mark; 252: length of the input; 256: input; 512: zeros
  (data (i32.const 64) "b")
  (data (i32.const 252) "\80\00\00\00")

  (func $load
    (i32.store (i32.const 120) (i32.const 24))
    (drop (call $get (i32.const 64) (i32.const 1) (i32.const 128) (i32.const 120))))
  (func $store (drop (call $set (i32.const 64) (i32.const 1) (i32.const 128) (i32.const 24))))
  (func $done (call $return (i32.const 0) (i32.const 128) (i32.const 24)))
  (func $is (param $what i32) (result i32) (i32.eq (i32.load8_u (i32.const 256)) (local.get $what)))

  (func (export "deploy"))
  (func (export "call") (local $count i32) (local $amount i32) (local $total i32)
    (call $input (i32.const 256) (i32.const 252))
    (call $load)
    (if (call $is (i32.const 1)) (then
      (if (i32.eqz (i32.load (i32.const 132))) (then (call $done)))
      (i64.store (i32.const 144) (i64.add (i64.load (i32.const 144)) (i64.load32_u (i32.const 132))))
      (call $store)
      ;; ALLOW_REENTRY. What the callee answers, and whether it failed, is all the same.
      (drop (call $call (i32.const 8) (i32.const 260) (i64.const 0) (i32.const 512) (i32.const 512) (i32.const 4)
        (i32.const -1) (i32.const 600)))
      (call $load)
      (i32.store (i32.const 132) (i32.const 0))
      (call $store)
      (call $done)))
    (if (call $is (i32.const 2)) (then
      (local.set $count (i32.load (i32.const 260)))
      (local.set $amount (i32.load (i32.const 264)))
      (local.set $total (i32.mul (local.get $count) (local.get $amount)))
      ;; The probe: is one payment more than each could have?
      (if (i32.eqz (local.get $count)) (then (call $return (i32.const 1) (i32.const 128) (i32.const 0))))
      (if (i32.gt_u (local.get $amount) (i32.div_u (i32.load (i32.const 128)) (local.get $count)))
        (then (i32.store8 (i32.const 200) (i32.const 1)))
        (else (i32.store16 (i32.const 200) (i32.const 1))))
      (if (i32.gt_u (local.get $total) (i32.load (i32.const 128)))
        (then (call $return (i32.const 1) (i32.const 128) (i32.const 0))))
      (i32.store (i32.const 128) (i32.sub (i32.load (i32.const 128)) (local.get $total)))
      (i64.store (i32.const 136) (i64.add (i64.load (i32.const 136))
        (i64.mul (i64.extend_i32_u (local.get $count)) (i64.extend_i32_u (local.get $amount)))))
      (call $store)
      (call $done)))
    (if (call $is (i32.const 3)) (then (drop (call $set_code (i32.const 260))) (call $done)))
    (if (call $is (i32.const 4)) (then (call $terminate (i32.const 260))))
    (if (call $is (i32.const 5)) (then
      (i32.store (i32.const 128) (i32.add (i32.load (i32.const 128)) (i32.load (i32.const 260))))
      (call $store)
      (call $done)))
    (if (call $is (i32.const 6)) (then
      (i32.store (i32.const 128) (i32.const 100))
      (i32.store (i32.const 132) (i32.const 10))
      (call $store)
      (call $done)))
    (call $done)))

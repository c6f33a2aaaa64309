;; Two independent choices, by the fifth and the sixth byte of the input; each writes its own key. The seventh byte asks
;; for the REVERT flag, the eighth for a trap.
(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal2" "set_storage" (func $set (param i32 i32 i32 i32) (result i32)))
  (import "seal0" "seal_return" (func $return (param i32 i32 i32)))
  (import "env" "memory" (memory 1 16))
  (func $write (param $key i32)
    (i32.store8 (i32.const 64) (local.get $key))
    (drop (call $set (i32.const 64) (i32.const 1) (i32.const 64) (i32.const 1))))
  (func (export "deploy"))
  (func (export "call")
    (i32.store (i32.const 96) (i32.const 100))
    (call $input (i32.const 100) (i32.const 96))
    (if (i32.load8_u (i32.const 104)) (then (call $write (i32.const 1))))
    (if (i32.load8_u (i32.const 105)) (then (call $write (i32.const 2))))
    (if (i32.load8_u (i32.const 107)) (then (unreachable)))
    (call $return (i32.load8_u (i32.const 106)) (i32.const 104) (i32.const 2))
    (unreachable)))

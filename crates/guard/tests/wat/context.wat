;; The fifth byte says by which call `$act` is reached, directly or through `$through`; the sixth what it does; the
;; seventh how often a loop goes round.
(module
  (import "seal0" "input" (func $input (param i32 i32)))
  (import "seal2" "set_storage" (func $set (param i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 16))
  (func $note (param $key i32)
    (i32.store8 (i32.const 64) (local.get $key))
    (drop (call $set (i32.const 64) (i32.const 1) (i32.const 64) (i32.const 1))))
  (func $act (param $what i32)
    (if (local.get $what) (then (call $note (i32.const 1))) (else (call $note (i32.const 2)))))
  (func $through (param $what i32) (call $act (local.get $what)) (call $note (i32.const 9)))
  (func $rounds (param $n i32)
    (loop $again
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $again (i32.gt_s (local.get $n) (i32.const 0))))
    (call $note (i32.const 3)))
  (func (export "deploy"))
  (func (export "call") (local $way i32) (local $what i32)
    (i32.store (i32.const 96) (i32.const 100))
    (call $input (i32.const 100) (i32.const 96))
    (local.set $way (i32.load8_u (i32.const 104)))
    (local.set $what (i32.load8_u (i32.const 105)))
    (block $done
      (block $d
        (block $c
          (block $b
            (block $a
              (br_table $a $b $c $d $done (local.get $way)))
            (call $act (local.get $what)) (br $done))
          (call $act (local.get $what)) (br $done))
        (call $through (local.get $what)) (br $done))
      (call $through (local.get $what)))
    (call $rounds (i32.load8_u (i32.const 106)))))

;; Many shapes of control flow: the first byte after the selector says which. Every shape writes what it computed.
(module
  (import "seal0" "input" (func $input (param i32 i32)))
  (import "seal2" "set_storage" (func $set (param i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 16))
  (type $shape (func (param i32) (result i32)))
  (table 4 4 funcref)
  (elem (i32.const 0) $loop $table $values $nested)
  (func $note (param $what i32)
    (i32.store (i32.const 64) (local.get $what))
    (drop (call $set (i32.const 64) (i32.const 4) (i32.const 64) (i32.const 4))))
  ;; Rounds with a choice in each, left in the middle or at the end.
  (func $loop (param $n i32) (result i32) (local $sum i32)
    (block $out
      (loop $again
        (br_if $out (i32.eq (local.get $sum) (i32.const 40)))
        (if (i32.and (local.get $n) (i32.const 1))
          (then (local.set $sum (i32.add (local.get $sum) (i32.const 10))))
          (else (call $note (local.get $n))))
        (local.set $n (i32.shr_u (local.get $n) (i32.const 1)))
        (br_if $again (local.get $n))))
    (local.get $sum))
  ;; A table whose labels carry a value, two of them the same, one of them the function's.
  (func $table (param $n i32) (result i32)
    (call $note (i32.const 7))
    (block $a (result i32)
      (block $b (result i32)
        (block $c (result i32)
          (br_table $a $b $c $a 3 (i32.const 5) (local.get $n)))
        (drop) (call $note (i32.const 21)) (i32.const 22))
      (drop) (call $note (i32.const 23)) (i32.const 24))
    (i32.const 1) (i32.add))
  ;; Conditional branches that carry a value, narrow and wide.
  (func $values (param $n i32) (result i32)
    (call $note (i32.const 9))
    (block $b (result i32)
      (drop (br_if $b (i32.const 11) (i32.eq (local.get $n) (i32.const 1))))
      (drop (i32.wrap_i64 (block $w (result i64)
        (drop (br_if $w (i64.const 12) (i32.eq (local.get $n) (i32.const 2))))
        (call $note (local.get $n))
        (i64.const 13))))
      (drop (br_if 1 (i32.const 14) (i32.eq (local.get $n) (i32.const 3))))
      (if (result i32) (i32.eq (local.get $n) (i32.const 4)) (then (i32.const 15)) (else (return (i32.const 16))))))
  ;; Loops in loops, a branch out of both, dead code behind a branch.
  (func $nested (param $n i32) (result i32) (local $i i32) (local $j i32)
    (block $out
      (loop $i
        (local.set $j (i32.const 0))
        (loop $j
          (if (i32.gt_u (i32.add (local.get $i) (local.get $j)) (local.get $n)) (then (br $out) (drop (i32.const 1))))
          (local.set $j (i32.add (local.get $j) (i32.const 1)))
          (if (i32.eq (local.get $j) (i32.const 3)) (then (call $note (local.get $i))))
          (br_if $j (i32.lt_u (local.get $j) (i32.const 4))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $i)))
    (local.get $i))
  (func (export "deploy") (call $note (i32.const 1)))
  (func (export "call")
    (i32.store (i32.const 96) (i32.const 100))
    (call $input (i32.const 100) (i32.const 96))
    (call $note
      (call_indirect (type $shape) (i32.load8_u (i32.const 105)) (i32.load8_u (i32.const 104))))))

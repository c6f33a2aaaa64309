//! counter.debug.wasm, whose debug sections tests/lines.rs reads, is made of this with the flags of scripts/build.sh
//! --debug and `--remap-path-prefix` for this folder, then weir-bundle's cut of the exports, without wasm-opt.
#![no_std]
#![no_main]

#[link(wasm_import_module = "seal0")]
extern "C" {
    fn input(to: *mut u8, length: *mut u32);
    fn seal_return(flags: u32, data: *const u8, length: u32) -> !;
}

#[link(wasm_import_module = "seal2")]
extern "C" {
    fn set_storage(key: *const u8, key_length: u32, value: *const u8, length: u32) -> u32;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

#[inline(never)]
fn write(key: &[u8; 4], value: u8) {
    unsafe { set_storage(key.as_ptr(), 4, &value, 1) };
}

#[no_mangle]
pub extern "C" fn deploy() {}

#[no_mangle]
pub extern "C" fn call() {
    let mut bytes = [0_u8; 16];
    let mut length = 16;
    unsafe { input(bytes.as_mut_ptr(), &mut length) };
    if bytes[4] == 1 {
        write(b"one ", bytes[6]);
    }
    if bytes[5] == 1 {
        write(b"two ", bytes[7]);
    }
    unsafe { seal_return(0, bytes.as_ptr(), 2) }
}

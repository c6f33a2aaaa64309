//! Where operators apply: read off the syntax tree, so that no site is picked by hand.

use crate::operators::{is_check, is_effect, is_role_error, is_role_test, Operator};
use crate::sources::Source;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, Expr, FnArg, ImplItemFn, ItemFn, ItemMod, Pat, Signature, Stmt, TraitItemFn};

/// A place, and what an operator makes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// What is done.
    pub operator: Operator,
    /// Where, below the root.
    pub path: String,
    /// The contract that is built.
    pub contract: String,
    /// The function around it.
    pub function: String,
    /// Its line, from 1.
    pub line: usize,
    /// Bytes of the file that are replaced.
    pub bytes: Range<usize>,
    /// What stands there.
    pub before: String,
    /// What stands there then.
    pub after: String,
}

impl Site {
    /// Whether it is the same, wherever it stands.
    pub fn is(&self, other: &Self) -> bool {
        let Self { operator, path, function, before, after, .. } = self;
        (operator, path, function, before, after)
            == (&other.operator, &other.path, &other.function, &other.before, &other.after)
    }
}

/// All sites of a file, in order.
///
/// # Errors
/// Text that is no Rust.
pub fn of(source: &Source) -> Result<Vec<Site>> {
    let file = syn::parse_file(&source.text).with_context(|| source.path.clone())?;
    let mut finder = Finder { source, function: String::new(), parameters: Vec::new(), sites: Vec::new() };
    finder.visit_file(&file);
    finder.sites.sort_by_key(|site| (site.bytes.start, site.operator, site.bytes.end));
    Ok(finder.sites)
}

struct Finder<'a> {
    source: &'a Source,
    function: String,
    /// Names and types.
    parameters: Vec<(String, String)>,
    sites: Vec<Site>,
}

impl Finder<'_> {
    fn text(&self, of: &impl Spanned) -> &str {
        self.source.text.get(of.span().byte_range()).unwrap_or_default()
    }

    fn found(&mut self, operator: Operator, bytes: Range<usize>, line: usize, after: String) {
        let before = self.source.text.get(bytes.clone()).unwrap_or_default().to_owned();
        let Source { path, contract, .. } = self.source;
        let (path, contract, function) = (path.clone(), contract.clone(), self.function.clone());
        self.sites.push(Site { operator, path, contract, function, line, bytes, before, after });
    }

    fn at(&mut self, operator: Operator, of: &impl Spanned, after: String) {
        let span = of.span();
        self.found(operator, span.byte_range(), span.start().line, after);
    }

    fn enter(&mut self, signature: &Signature, attributes: &[Attribute], body: &Block) {
        if attributes.iter().any(|one| self.is_attribute(one, "constructor") || one.path().is_ident("test")) {
            return;
        }
        let outer = (std::mem::take(&mut self.function), std::mem::take(&mut self.parameters));
        self.function = signature.ident.to_string();
        for argument in &signature.inputs {
            if let FnArg::Typed(typed) = argument {
                if let Pat::Ident(name) = &*typed.pat {
                    let parameter = (name.ident.to_string(), self.text(&typed.ty).to_owned());
                    self.parameters.push(parameter);
                }
            }
        }
        self.visit_block(body);
        (self.function, self.parameters) = outer;
    }

    fn is_attribute(&self, attribute: &Attribute, word: &str) -> bool {
        self.text(attribute).contains(word)
    }

    /// `if … { return Err(…); }`
    fn guard(&mut self, stmt: &Stmt) {
        let Stmt::Expr(Expr::If(guard), _) = stmt else { return };
        let [Stmt::Expr(Expr::Return(refusal), _)] = guard.then_branch.stmts.as_slice() else { return };
        let text = self.text(refusal).to_owned();
        if guard.else_branch.is_some() || !text.contains("Err(") {
            return;
        }
        let whose = if is_role_error(&text) { Operator::RemovedRoleTest } else { Operator::RemovedCheck };
        self.at(whose, stmt, String::new());
        if !matches!(*guard.cond, Expr::Let(_)) && !self.text(&guard.cond).contains("let ") {
            let turned = format!("!({})", self.text(&guard.cond));
            self.at(Operator::NegatedGuard, &*guard.cond, turned);
        }
    }

    /// `…?;`
    fn tried(&mut self, stmt: &Stmt) {
        let Stmt::Expr(Expr::Try(tried), Some(_)) = stmt else { return };
        let name = callee(&tried.expr);
        if is_role_test(&name) {
            self.at(Operator::RemovedRoleTest, stmt, String::new());
        } else if is_check(&name) {
            self.at(Operator::RemovedCheck, stmt, String::new());
        } else if !name.is_empty() {
            let after = format!("let _ = {};", self.text(&*tried.expr));
            self.at(Operator::UncheckedResult, stmt, after);
        }
    }

    fn swapped(&mut self, one: &Stmt, other: &Stmt) {
        let (before, after) = (Kind::of(one), Kind::of(other));
        let pair =
            (before.effect && after.fallible && !after.effect) || (before.fallible && !before.effect && after.effect);
        let needs = before.binds.iter().any(|name| words(self.text(other)).any(|word| word == name));
        if !pair || needs || is_let(other) {
            return;
        }
        let (first, second) = (one.span().byte_range(), other.span().byte_range());
        let between = self.source.text.get(first.end..second.start).unwrap_or_default().to_owned();
        let swapped = format!("{}{between}{}", self.text(other), self.text(one));
        self.found(Operator::Reordered, first.start..second.end, one.span().start().line, swapped);
    }

    /// `checked_…(…)`, and whether `ok_or` stands behind it.
    fn checked(expr: &Expr) -> Option<&syn::ExprMethodCall> {
        let Expr::MethodCall(call) = expr else { return None };
        let name = call.method.to_string();
        match name.as_str() {
            "checked_add" | "checked_sub" | "checked_mul" => Some(call),
            "ok_or" | "ok_or_else" | "map_err" => Self::checked(&call.receiver),
            _ => None,
        }
    }

    fn wrapping(&self, call: &syn::ExprMethodCall) -> String {
        let method = call.method.to_string().replace("checked", "wrapping");
        let arguments: Vec<&str> = call.args.iter().map(|argument| self.text(argument)).collect();
        format!("{}.{method}({})", self.text(&*call.receiver), arguments.join(", "))
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if !module.attrs.iter().any(|one| self.is_attribute(one, "cfg(test)")) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        self.enter(&function.sig, &function.attrs, &function.block);
    }

    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        self.enter(&function.sig, &function.attrs, &function.block);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast TraitItemFn) {
        if let Some(body) = &function.default {
            self.enter(&function.sig, &function.attrs, body);
        }
    }

    fn visit_block(&mut self, block: &'ast Block) {
        for stmt in &block.stmts {
            self.guard(stmt);
            self.tried(stmt);
        }
        for pair in block.stmts.windows(2) {
            if let [one, other] = pair {
                self.swapped(one, other);
            }
        }
        visit::visit_block(self, block);
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Try(tried) => {
                if let Some(call) = Self::checked(&tried.expr) {
                    self.at(Operator::WrappingArithmetic, expr, self.wrapping(call));
                }
            }
            Expr::MethodCall(call) => {
                let receiver = self.text(&*call.receiver).to_owned();
                let account = self.parameters.iter().find(|(_, of)| of == "AccountId").map(|(name, _)| name.clone());
                if call.method == "caller" && receiver.ends_with("env()") {
                    if let Some(name) = account {
                        self.at(Operator::WrongVariable, expr, name);
                    }
                }
            }
            Expr::Path(path) => self.variable(expr, path),
            _ => {}
        }
        visit::visit_expr(self, expr);
    }
}

impl Finder<'_> {
    fn variable(&mut self, expr: &Expr, path: &syn::ExprPath) {
        let Some(name) = path.path.get_ident().map(ToString::to_string) else { return };
        let Some(at) = self.parameters.iter().position(|(one, _)| *one == name) else { return };
        let Some((_, of)) = self.parameters.get(at) else { return };
        let others = self.parameters.iter().cycle().skip(at + 1).take(self.parameters.len().saturating_sub(1));
        if let Some((other, _)) = others.into_iter().find(|(_, like)| like == of).cloned() {
            self.at(Operator::WrongVariable, expr, other);
        }
    }
}

/// What a statement does.
#[derive(Default)]
struct Kind {
    effect: bool,
    fallible: bool,
    binds: Vec<String>,
}

impl Kind {
    fn of(stmt: &Stmt) -> Self {
        let mut kind = Self::default();
        kind.visit_stmt(stmt);
        kind
    }
}

impl<'ast> Visit<'ast> for Kind {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.effect |= is_effect(&call.method.to_string());
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let Expr::Path(path) = &*call.func {
            self.effect |= path.path.segments.last().is_some_and(|last| is_effect(&last.ident.to_string()));
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_assign(&mut self, assign: &'ast syn::ExprAssign) {
        self.effect |= matches!(*assign.left, Expr::Field(_));
        visit::visit_expr_assign(self, assign);
    }

    fn visit_expr_try(&mut self, tried: &'ast syn::ExprTry) {
        self.fallible = true;
        visit::visit_expr_try(self, tried);
    }

    fn visit_expr_return(&mut self, returned: &'ast syn::ExprReturn) {
        self.fallible = true;
        visit::visit_expr_return(self, returned);
    }

    fn visit_pat_ident(&mut self, name: &'ast syn::PatIdent) {
        self.binds.push(name.ident.to_string());
    }
}

fn is_let(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Local(_) | Stmt::Item(_) | Stmt::Expr(_, None))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|one: char| !one.is_alphanumeric() && one != '_')
}

/// The function that a call goes to, behind `map_err` and the like.
fn callee(expr: &Expr) -> String {
    match expr {
        Expr::MethodCall(call) if ["map_err", "ok_or", "ok_or_else"].contains(&call.method.to_string().as_str()) => {
            callee(&call.receiver)
        }
        Expr::MethodCall(call) => call.method.to_string(),
        // `let admitted = self.only(…); admitted?;`, whose answer a probe looks at once more.
        Expr::Path(path) => {
            path.path.get_ident().filter(|name| *name == "admitted").map_or(String::new(), ToString::to_string)
        }
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default(),
            _ => String::new(),
        },
        _ => String::new(),
    }
}

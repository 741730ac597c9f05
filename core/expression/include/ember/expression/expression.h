// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>
#include <ember/events/value.h>
#include <ember/expression/scope.h>

#include <QtCore/QString>
#include <QtCore/QStringView>

#include <memory>
#include <vector>

namespace ember {

class ExpressionProgram;

/// Which roots an expression may name.
enum class ExpressionRoots : quint8
{
    Subscription, ///< name|type source subject time sequence correlationid replayed connection,
                  ///< data.* values.* labels.* raw.* derived.*
    Log, ///< those of Subscription, handler.* duration age
    Profile, ///< old.* new.*
    Message, ///< values.* labels.* raw.* derived.*
};

/// What is wrong with a text and where: for a field that marks the place itself.
struct ExpressionError
{
    QString message; ///< one line: what is wrong and what to do
    qsizetype column = 0; ///< first wrong character, in UTF-16 units of the text, from 0; may be its end
    qsizetype length = 1; ///< how many are wrong, at least 1
};

/// One condition or formula of the language of design.md §7: log filter, subscription filter, rule, profile condition,
/// derived value. Immutable and shared: copying costs one reference, and any thread may evaluate any copy.
///
/// Loosest to tightest: `or`; `and`; `not`; comparisons; `+ -`; `* /`; `&`; unary `-`. `!` is `not`, so
/// `! a == b` is not(a == b). `&&` and `||` are `and` and `or`: there is no unary `&`, so `&&` cannot be two of them.
///
/// Comparisons are `== != < <= > >= contains matches in {…}`, and `exists FIELD`; they do not chain.
/// - A comparison with an absent value or between different types is false, `!=` too: `x != null` is never true (write
///   `exists x and not x == null`). Integers and reals are one type. `<` and its kin order numbers and, by code unit,
///   texts; nothing else. Texts are compared with case; `matches` finds a pattern anywhere, `(?i)` ignores case.
/// - `x == null` is true for a field that is there and null; `exists x` is true for it too.
/// - A comparison that reads `handler.*` is true if it is true for any one handler of the event. Each comparison asks
///   anew, so both sides of an `and` may be true for different handlers. The same holds for a bare `handler.failed`.
/// - As a condition, a value is true only if it is the boolean true.
///
/// Numbers: integers of 64 bits; a sum, difference or product beyond them becomes a real. `7 / 2` is 3.5, `6 / 2` the
/// integer 3. `&` takes whole numbers. Division by zero, a result that is not finite and an operand of the wrong type
/// (null too) give an absent value.
/// Durations (`5ms`, `1.5s`; ns us ms s m h d) are integers in nanoseconds, like `duration`, `handler.duration`, `age`.
/// `time` is an integer in microseconds since 1970; a text compared with it is read as ISO 8601 when the expression is
/// parsed (without a zone: local time).
/// A segment of a field that is no plain word is quoted: `data."DS18B20-1".Temperature`.
class Expression
{
public:
    static constexpr qsizetype kMaxLength = 65'536; ///< UTF-16 units of text
    static constexpr int kMaxDepth = 200; ///< parentheses, `not` and unary `-` inside one another

    /// The expression of `text`. Any thread. The error has three lines: what is wrong and what to do, the expression
    /// (a part of it if it is long), and `^` under the place; `error`, where given, gets the same in parts.
    /// A blank text is an error: what an empty filter means is the caller's to decide.
    [[nodiscard]] static Result<Expression> parse(
        QStringView text, ExpressionRoots roots, ExpressionError *error = nullptr);

    /// Whether the scope satisfies the condition. Any thread; never throws; allocates only in `matches`.
    [[nodiscard]] bool matches(const Scope &scope) const noexcept;
    /// The value of the formula, a boolean for a condition; absent where it cannot be computed. A text is borrowed from
    /// the scope or from this expression. Any thread; never throws; allocates only in `matches`.
    [[nodiscard]] Value evaluate(const Scope &scope) const noexcept;

    /// The text it was parsed from.
    [[nodiscard]] QString text() const;
    /// Whether it reads `handler.*`: rows whose trace grows need another look.
    [[nodiscard]] bool usesHandlers() const noexcept;
    /// Whether it reads `age`: its answer changes as time passes.
    [[nodiscard]] bool usesAge() const noexcept;
    /// Every field it reads, once for each place, in the order of the text. Borrowed from this expression.
    [[nodiscard]] const std::vector<FieldReference> &fields() const noexcept;

private:
    explicit Expression(std::shared_ptr<const ExpressionProgram> program) noexcept;
    [[nodiscard]] bool readsRoot(FieldReference::Root root) const noexcept;

    std::shared_ptr<const ExpressionProgram> m_program;
};

} // namespace ember

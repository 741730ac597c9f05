// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/value.h>
#include <ember/expression/expression.h>

#include <QtCore/QString>
#include <QtCore/QStringView>

#include <optional>

namespace ember {

/// One word of an expression and where it stands.
struct Token
{
    enum class Kind : quint8
    {
        End,
        Wrong, // the lexer has the error
        Name, // text: the dotted path, quoted segments without their quotes
        Number, // number; durations in nanoseconds
        Text, // text
        Or,
        And,
        Not,
        Exists,
        True,
        False,
        Null,
        Contains,
        Matches,
        In,
        Equal,
        NotEqual,
        Less,
        LessEqual,
        Greater,
        GreaterEqual,
        Plus,
        Minus,
        Star,
        Slash,
        Ampersand,
        ParenthesisOpen,
        ParenthesisClose,
        BraceOpen,
        BraceClose,
        Comma,
    };

    Kind kind = Kind::End;
    qsizetype column = 0;
    qsizetype length = 0;
    Value number;
    QString text;

    [[nodiscard]] qsizetype end() const noexcept { return column + length; }
};

/// Cuts a text into tokens, one at a time, so that the first error from the left is the one that is reported.
class Lexer
{
public:
    explicit Lexer(QStringView text) noexcept
        : m_text(text)
    {
    }

    /// The next token; after the last one Kind::End for ever, standing right behind the last token.
    [[nodiscard]] Token next();
    /// Why the last token was Kind::Wrong.
    [[nodiscard]] const ExpressionError &error() const noexcept { return m_error; }

private:
    [[nodiscard]] QChar at(qsizetype position) const noexcept;
    [[nodiscard]] qsizetype characterLength(qsizetype position) const noexcept;
    [[nodiscard]] Token token(Token::Kind kind, qsizetype start);
    [[nodiscard]] Token wrong(QString message, qsizetype column, qsizetype length);
    [[nodiscard]] Token readName(qsizetype start);
    [[nodiscard]] Token readNumber(qsizetype start);
    [[nodiscard]] Token readHexadecimal(qsizetype start);
    [[nodiscard]] Token readDuration(qsizetype start, qsizetype unitStart, bool isInteger);
    [[nodiscard]] Token readText(qsizetype start);
    [[nodiscard]] Token readSymbol(qsizetype start);
    [[nodiscard]] Token unexpectedCharacter(qsizetype start);
    /// The characters of the text literal that starts at m_position; empty after setting the error.
    [[nodiscard]] std::optional<QString> quoted();
    void skipDigits() noexcept;
    void skipWord() noexcept;

    QStringView m_text;
    qsizetype m_position = 0;
    qsizetype m_lastEnd = 0;
    ExpressionError m_error;
};

} // namespace ember

// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lexer.h"
#include "program.h"

#include <initializer_list>
#include <optional>
#include <utility>

namespace ember {

/// Recursive descent over the tokens of one text. Used once.
class Parser
{
public:
    Parser(QStringView text, ExpressionRoots roots);

    /// The program, or nothing after setting error().
    [[nodiscard]] std::optional<ExpressionProgram> parse();
    [[nodiscard]] const ExpressionError &error() const noexcept { return m_error; }

private:
    /// A node of the program and the characters it came from.
    struct Part
    {
        std::size_t node = 0;
        qsizetype column = 0;
        qsizetype end = 0;
    };
    using Parsed = std::optional<Part>; // empty: m_error is set
    using Join = std::pair<Token::Kind, Operation>;

    /// One more level of nesting while it lives.
    class Level
    {
    public:
        explicit Level(int &depth) noexcept
            : m_depth(++depth)
        {
        }
        ~Level() { --m_depth; }
        Level(const Level &) = delete;
        Level &operator=(const Level &) = delete;

        [[nodiscard]] bool isTooDeep() const noexcept { return m_depth > Expression::kMaxDepth; }

    private:
        int &m_depth;
    };

    Parsed disjunction();
    Parsed conjunction();
    Parsed negation();
    Parsed comparison();
    Parsed relation(const Part &left, Operation operation);
    Parsed pattern(const Part &left);
    Parsed membership(const Part &left);
    Parsed existence();
    Parsed sum();
    Parsed product();
    Parsed bits();
    Parsed signedOperand();
    Parsed operand();
    Parsed parenthesis();
    Parsed field();
    Parsed literal();
    Parsed setItem();
    /// `part`s joined by any of `joins`, as one node `whole`; a single one as it is.
    Parsed chain(Operation whole, std::initializer_list<Join> joins, Parsed (Parser::*part)());

    /// Where one side is `time` and the other a text, the text becomes a number; false if it is no time.
    bool readTimes(const Part &left, const Part &right);
    bool isTimeField(const Part &part) const;
    /// The error that `expected` is not what stands here; its %1 becomes what does.
    Parsed unexpected(const QString &expected);
    Parsed fail(QString message, qsizetype column, qsizetype length);
    Parsed failTooDeep();
    Part add(Operation operation, std::initializer_list<Part> operands, std::size_t item = 0);
    Part addLiteral(const Value &value, qsizetype column, qsizetype end);
    void advance();
    [[nodiscard]] bool is(Token::Kind kind) const noexcept { return m_token.kind == kind; }

    QStringView m_text;
    ExpressionRoots m_roots;
    Lexer m_lexer;
    Token m_token;
    qsizetype m_lastEnd = 0;
    int m_depth = 0;
    ExpressionProgram m_program;
    ExpressionError m_error;
};

} // namespace ember

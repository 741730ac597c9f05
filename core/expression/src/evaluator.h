// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "program.h"

namespace ember {

/// One evaluation of a program against a scope. Never throws; allocates only in `matches`.
class Evaluator
{
public:
    Evaluator(const ExpressionProgram &program, const Scope &scope) noexcept
        : m_program(program)
        , m_scope(scope)
    {
    }

    /// Whether the node holds as a condition. `handler` is the handler that `handler.*` stands for, or kNoHandler.
    [[nodiscard]] bool holds(std::size_t index, int handler = kNoHandler) const noexcept;
    [[nodiscard]] Value value(std::size_t index, int handler = kNoHandler) const noexcept;

private:
    using Node = ExpressionProgram::Node;
    static constexpr int kNoHandler = -1;

    [[nodiscard]] const ExpressionProgram::Operand &operand(const Node &node, std::size_t position) const noexcept
    {
        return m_program.operands[node.first + position];
    }
    [[nodiscard]] bool holdsFor(std::size_t index, const Node &node, int handler) const noexcept;
    [[nodiscard]] bool holdsForAnyHandler(std::size_t index, const Node &node) const noexcept;
    [[nodiscard]] bool matchesPattern(const Node &node, int handler) const noexcept;
    [[nodiscard]] bool isMember(const Node &node, int handler) const noexcept;
    [[nodiscard]] Value field(const Node &node, int handler) const noexcept;
    [[nodiscard]] Value chain(const Node &node, int handler) const noexcept;

    const ExpressionProgram &m_program;
    const Scope &m_scope;
};

} // namespace ember

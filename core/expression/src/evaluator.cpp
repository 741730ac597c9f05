// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluator.h"

#include "arithmetic.h"

namespace ember {

bool Evaluator::holds(std::size_t index, int handler) const noexcept
{
    const Node &node = m_program.nodes[index];
    switch (node.operation) {
    case Operation::Or:
        for (std::size_t i = 0; i < node.count; ++i) {
            if (holds(operand(node, i).node, handler)) {
                return true;
            }
        }
        return false;
    case Operation::And:
        for (std::size_t i = 0; i < node.count; ++i) {
            if (!holds(operand(node, i).node, handler)) {
                return false;
            }
        }
        return true;
    case Operation::Not:
        return !holds(operand(node, 0).node, handler);
    default:
        return node.readsHandlers && handler == kNoHandler ? holdsForAnyHandler(index, node)
                                                           : holdsFor(index, node, handler);
    }
}

bool Evaluator::holdsForAnyHandler(std::size_t index, const Node &node) const noexcept
{
    const int count = m_scope.handlerCount();
    for (int handler = 0; handler < count; ++handler) {
        if (holdsFor(index, node, handler)) {
            return true;
        }
    }
    return false;
}

bool Evaluator::holdsFor(std::size_t index, const Node &node, int handler) const noexcept
{
    switch (node.operation) {
    case Operation::Equal:
    case Operation::NotEqual:
    case Operation::Less:
    case Operation::LessEqual:
    case Operation::Greater:
    case Operation::GreaterEqual:
    case Operation::Contains:
        return compares(node.operation, value(operand(node, 0).node, handler), value(operand(node, 1).node, handler));
    case Operation::Matches:
        return matchesPattern(node, handler);
    case Operation::In:
        return isMember(node, handler);
    case Operation::Exists:
        return !field(node, handler).isAbsent();
    default:
        return value(index, handler).toBoolean();
    }
}

bool Evaluator::matchesPattern(const Node &node, int handler) const noexcept
{
    const Value text = value(operand(node, 0).node, handler);
    const QRegularExpression &pattern = m_program.patterns[node.item];
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    return text.isText() && pattern.matchView(text.toText()).hasMatch();
#else
    return text.isText() && pattern.match(text.toText()).hasMatch();
#endif
}

bool Evaluator::isMember(const Node &node, int handler) const noexcept
{
    const Value searched = value(operand(node, 0).node, handler);
    for (std::size_t i = 1; i < node.count; ++i) {
        if (compares(Operation::Equal, searched, value(operand(node, i).node, handler))) {
            return true;
        }
    }
    return false;
}

Value Evaluator::value(std::size_t index, int handler) const noexcept
{
    const Node &node = m_program.nodes[index];
    switch (node.operation) {
    case Operation::Literal:
        return m_program.literals[node.item];
    case Operation::Field:
        return field(node, handler);
    case Operation::Chain:
        return chain(node, handler);
    case Operation::Negate:
        return negated(value(operand(node, 0).node, handler));
    default:
        return holds(index, handler);
    }
}

Value Evaluator::field(const Node &node, int handler) const noexcept
{
    const FieldReference &reference = m_program.fields[node.item];
    const bool unbound = reference.root == FieldReference::Root::Handler && handler == kNoHandler;
    return unbound ? Value() : m_scope.value(reference, handler);
}

Value Evaluator::chain(const Node &node, int handler) const noexcept
{
    Value result = value(operand(node, 0).node, handler);
    for (std::size_t i = 1; i < node.count && !result.isAbsent(); ++i) {
        const auto &next = operand(node, i);
        result = calculate(next.join, result, value(next.node, handler));
    }
    return result;
}

} // namespace ember

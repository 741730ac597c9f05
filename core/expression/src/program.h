// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/value.h>
#include <ember/expression/scope.h>

#include <QtCore/QRegularExpression>
#include <QtCore/QString>

#include <cstddef>
#include <vector>

namespace ember {

enum class Operation : quint8
{
    Literal, // item: index in literals
    Field, // item: index in fields
    Chain, // operands joined from left to right, each by its own arithmetic operation
    Add,
    Subtract,
    Multiply,
    Divide,
    BitAnd,
    Negate,
    Or,
    And,
    Not,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Contains,
    Matches, // item: index in patterns
    In, // the first operand is searched in the others, which are literals
    Exists, // item: index in fields
};

/// A parsed expression: a tree in flat arrays, never changed after parsing.
///
/// A row of equal operators is one node with many operands, so the depth of the tree follows the nesting of the text
/// and not its length.
class ExpressionProgram
{
public:
    struct Operand
    {
        std::size_t node = 0;
        Operation join = Operation::Add; // how it is joined to what stands left of it; used in a Chain
    };
    struct Node
    {
        Operation operation = Operation::Literal;
        bool readsHandlers = false; // here or below
        std::size_t first = 0; // operands [first, first + count)
        std::size_t count = 0;
        std::size_t item = 0;
    };

    QString text;
    std::size_t root = 0;
    std::vector<Node> nodes;
    std::vector<Operand> operands;
    std::vector<Value> literals; // texts are borrowed from `texts`, whose characters stay put when the vector grows
    std::vector<QString> texts;
    std::vector<FieldReference> fields;
    std::vector<QRegularExpression> patterns;
};

} // namespace ember

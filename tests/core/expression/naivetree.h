// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fakescope.h"

#include <QtCore/QRandomGenerator>
#include <QtCore/QString>

#include <memory>
#include <optional>
#include <vector>

namespace ember::test {

/// A tree made at random, which prints itself as an expression with as few parentheses as precedence allows and says by
/// itself, slowly and simply, what it is worth: a second opinion on the parser and the evaluator.
///
/// Numbers are small integers and halves, so that doubles hold every result a comparison needs.
class NaiveTree
{
public:
    /// What a tree is worth; empty is absent.
    struct Worth
    {
        enum class Type
        {
            Null,
            Boolean,
            Number,
            Text
        };
        Type type = Type::Null;
        double number = 0;
        QString text = {};
    };
    using MaybeWorth = std::optional<Worth>;

    /// A condition of at most `depth` levels.
    static NaiveTree condition(QRandomGenerator &random, int depth);
    /// A formula of at most `depth` levels.
    static NaiveTree formula(QRandomGenerator &random, int depth);

    [[nodiscard]] QString text() const;
    [[nodiscard]] MaybeWorth worth() const;
    [[nodiscard]] bool holds() const;

    /// The fields that formulas name.
    [[nodiscard]] static FakeScope scope();

private:
    [[nodiscard]] QString textFor(int tightness) const;
    [[nodiscard]] MaybeWorth arithmetic() const;
    [[nodiscard]] bool comparison() const;
    [[nodiscard]] bool isCondition() const;

    QString m_operator; // empty for a leaf
    int m_tightness = 0;
    QString m_leaf;
    MaybeWorth m_leafWorth;
    std::vector<NaiveTree> m_parts;
};

} // namespace ember::test

// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "naivetree.h"

#include <array>
#include <cmath>

namespace ember::test {

using namespace Qt::StringLiterals;

namespace {

using Worth = NaiveTree::Worth;
using MaybeWorth = NaiveTree::MaybeWorth;
using Type = Worth::Type;

struct Leaf
{
    QString text;
    MaybeWorth worth;
};

const std::vector<Leaf> &leaves()
{
    static const std::vector<Leaf> all{
        {u"0"_s, Worth{Type::Number, 0}},
        {u"1"_s, Worth{Type::Number, 1}},
        {u"3"_s, Worth{Type::Number, 3}},
        {u"0x0c"_s, Worth{Type::Number, 12}},
        {u"2.5"_s, Worth{Type::Number, 2.5}},
        {u"7ns"_s, Worth{Type::Number, 7}},
        {u"values.seven"_s, Worth{Type::Number, 7}},
        {u"values.half"_s, Worth{Type::Number, 0.5}},
        {u"values.minus"_s, Worth{Type::Number, -4}},
        {u"true"_s, Worth{Type::Boolean, 1}},
        {u"values.off"_s, Worth{Type::Boolean, 0}},
        {u"null"_s, Worth{Type::Null}},
        {u"values.nothing"_s, Worth{Type::Null}},
        {u"values.missing"_s, {}},
        {u"\"ab\""_s, Worth{Type::Text, 0, u"ab"_s}},
        {u"\"b\""_s, Worth{Type::Text, 0, u"b"_s}},
        {u"values.text"_s, Worth{Type::Text, 0, u"abc"_s}},
    };
    return all;
}

template <typename List>
const auto &pick(const List &list, QRandomGenerator &random)
{
    return list[std::size_t(random.bounded(int(list.size())))];
}

} // namespace

FakeScope NaiveTree::scope()
{
    FakeScope scope;
    scope.setValue(u"seven"_s, 7);
    scope.setValue(u"half"_s, 0.5);
    scope.setValue(u"minus"_s, -4);
    scope.setValue(u"off"_s, false);
    scope.setValue(u"nothing"_s, nullptr);
    scope.setValue(u"text"_s, u"abc"_s);
    return scope;
}

NaiveTree NaiveTree::formula(QRandomGenerator &random, int depth)
{
    static const std::array<std::pair<QString, int>, 5> operators{
        {{u"+"_s, 4}, {u"-"_s, 4}, {u"*"_s, 5}, {u"/"_s, 5}, {u"&"_s, 6}}};
    NaiveTree tree;
    if (depth == 0 || random.bounded(4) == 0) {
        // Mostly numbers, or hardly a formula would have a value.
        const Leaf &leaf = random.bounded(3) > 0 ? leaves()[std::size_t(random.bounded(9))] : pick(leaves(), random);
        tree.m_leaf = leaf.text;
        tree.m_leafWorth = leaf.worth;
        tree.m_tightness = 8;
    } else if (random.bounded(8) == 0) {
        tree.m_operator = u"negate"_s;
        tree.m_tightness = 7;
        tree.m_parts.push_back(formula(random, depth - 1));
    } else if (random.bounded(10) == 0) {
        return condition(random, depth - 1);
    } else {
        const auto &[name, tightness] = pick(operators, random);
        tree.m_operator = name;
        tree.m_tightness = tightness;
        tree.m_parts.push_back(formula(random, depth - 1));
        tree.m_parts.push_back(formula(random, depth - 1));
    }
    return tree;
}

NaiveTree NaiveTree::condition(QRandomGenerator &random, int depth)
{
    static const std::array<QString, 7> comparisons{u"=="_s, u"!="_s, u"<"_s, u"<="_s, u">"_s, u">="_s, u"contains"_s};
    NaiveTree tree;
    const int choice = depth <= 1 ? 3 : random.bounded(6);
    if (choice < 2) {
        tree.m_operator = choice == 0 ? u"or"_s : u"and"_s;
        tree.m_tightness = choice == 0 ? 0 : 1;
        tree.m_parts.push_back(condition(random, depth - 1));
        tree.m_parts.push_back(condition(random, depth - 1));
    } else if (choice == 2) {
        tree.m_operator = u"not"_s;
        tree.m_tightness = 2;
        tree.m_parts.push_back(condition(random, depth - 1));
    } else {
        tree.m_operator = pick(comparisons, random);
        tree.m_tightness = 3;
        tree.m_parts.push_back(formula(random, std::max(0, depth - 1)));
        tree.m_parts.push_back(formula(random, std::max(0, depth - 1)));
    }
    return tree;
}

QString NaiveTree::textFor(int tightness) const
{
    return m_tightness < tightness ? QString(u'(' + text() + u')') : text();
}

QString NaiveTree::text() const
{
    if (m_operator.isEmpty()) {
        return m_leaf;
    }
    if (m_parts.size() == 1) {
        return (m_operator == u"not" ? u"not "_s : u"-"_s) + m_parts[0].textFor(m_tightness);
    }
    // A row of equal levels is read from the left; comparisons stand in no row.
    const int left = m_tightness == 3 ? 4 : m_tightness;
    return m_parts[0].textFor(left) + u' ' + m_operator + u' ' + m_parts[1].textFor(m_tightness + 1);
}

bool NaiveTree::isCondition() const
{
    return !m_operator.isEmpty() && m_tightness <= 3;
}

bool NaiveTree::holds() const
{
    if (m_operator == u"or") {
        return m_parts[0].holds() || m_parts[1].holds();
    }
    if (m_operator == u"and") {
        return m_parts[0].holds() && m_parts[1].holds();
    }
    if (m_operator == u"not") {
        return !m_parts[0].holds();
    }
    if (isCondition()) {
        return comparison();
    }
    const MaybeWorth value = worth();
    return value && value->type == Type::Boolean && value->number != 0;
}

bool NaiveTree::comparison() const
{
    const MaybeWorth left = m_parts[0].worth();
    const MaybeWorth right = m_parts[1].worth();
    if (!left || !right || left->type != right->type) {
        return false;
    }
    const bool isOrdered = left->type == Type::Number || left->type == Type::Text;
    if (m_operator == u"contains") {
        return left->type == Type::Text && left->text.indexOf(right->text) >= 0;
    }
    if (m_operator == u"==" || m_operator == u"!=") {
        return (left->number == right->number && left->text == right->text) == (m_operator == u"==");
    }
    if (!isOrdered) {
        return false;
    }
    const bool less = left->type == Type::Number ? left->number < right->number : left->text < right->text;
    const bool more = left->type == Type::Number ? left->number > right->number : left->text > right->text;
    return m_operator == u"<" ? less : m_operator == u"<=" ? !more : m_operator == u">" ? more : !less;
}

MaybeWorth NaiveTree::worth() const
{
    if (m_operator.isEmpty()) {
        return m_leafWorth;
    }
    return isCondition() ? Worth{Type::Boolean, holds() ? 1.0 : 0.0} : arithmetic();
}

MaybeWorth NaiveTree::arithmetic() const
{
    std::vector<double> numbers;
    for (const NaiveTree &part : m_parts) {
        const MaybeWorth value = part.worth();
        if (!value || value->type != Type::Number) {
            return {};
        }
        numbers.push_back(value->number);
    }
    const double a = numbers[0];
    if (m_operator == u"negate") {
        return Worth{Type::Number, -a};
    }
    const double b = numbers[1];
    if (m_operator == u"&") {
        const bool whole = std::floor(a) == a && std::floor(b) == b;
        return whole ? MaybeWorth(Worth{Type::Number, double(qint64(a) & qint64(b))}) : MaybeWorth();
    }
    if (m_operator == u"/" && b == 0) {
        return {};
    }
    const double result = m_operator == u"+" ? a + b : m_operator == u"-" ? a - b : m_operator == u"*" ? a * b : a / b;
    return Worth{Type::Number, result};
}

} // namespace ember::test

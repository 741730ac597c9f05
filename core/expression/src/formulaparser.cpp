// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The tighter half of the grammar: formulas, fields and literals. Conditions are in parser.cpp.
#include "fieldnames.h"
#include "parser.h"

namespace ember {

using namespace Qt::StringLiterals;

namespace {

using Kind = Token::Kind;

} // namespace

Parser::Parsed Parser::sum()
{
    return chain(
        Operation::Chain, {{Kind::Plus, Operation::Add}, {Kind::Minus, Operation::Subtract}}, &Parser::product);
}

Parser::Parsed Parser::product()
{
    return chain(
        Operation::Chain, {{Kind::Star, Operation::Multiply}, {Kind::Slash, Operation::Divide}}, &Parser::bits);
}

Parser::Parsed Parser::bits()
{
    return chain(Operation::Chain, {{Kind::Ampersand, Operation::BitAnd}}, &Parser::signedOperand);
}

Parser::Parsed Parser::signedOperand()
{
    if (!is(Kind::Minus)) {
        return operand();
    }
    const Level level(m_depth);
    if (level.isTooDeep()) {
        return failTooDeep();
    }
    const qsizetype column = m_token.column;
    advance();
    Parsed inner = signedOperand();
    if (inner) {
        inner = add(Operation::Negate, {*inner});
        inner->column = column;
    }
    return inner;
}

Parser::Parsed Parser::operand()
{
    switch (m_token.kind) {
    case Kind::ParenthesisOpen:
        return parenthesis();
    case Kind::Name:
        return field();
    case Kind::Not:
    case Kind::Exists:
        return fail(u"a condition stands in a formula or comparison only in parentheses: write (%1 …)"_s.arg(
                        m_text.sliced(m_token.column, m_token.length)),
            m_token.column, m_token.length);
    default:
        return literal();
    }
}

Parser::Parsed Parser::parenthesis()
{
    const Level level(m_depth);
    if (level.isTooDeep()) {
        return failTooDeep();
    }
    const Token open = m_token;
    advance();
    const Parsed inner = disjunction();
    if (!inner) {
        return {};
    }
    if (is(Kind::End)) {
        return fail(u"this “(” is not closed: write a “)” where it should end"_s, open.column, open.length);
    }
    if (!is(Kind::ParenthesisClose)) {
        return unexpected(u"an operator or a “)” is missing before %1"_s);
    }
    const Part whole{inner->node, open.column, m_token.end()};
    advance();
    return whole;
}

Parser::Parsed Parser::field()
{
    const auto reference = resolveField(m_token.text, m_roots);
    if (!reference) {
        const qsizetype point = m_token.text.indexOf(u'.');
        return fail(reference.error(), m_token.column, point < 0 ? m_token.length : point);
    }
    m_program.fields.push_back(*reference);
    Part part = add(Operation::Field, {}, m_program.fields.size() - 1);
    m_program.nodes[part.node].readsHandlers = reference->root == FieldReference::Root::Handler;
    part.column = m_token.column;
    part.end = m_token.end();
    advance();
    return part;
}

Parser::Parsed Parser::literal()
{
    Value value;
    switch (m_token.kind) {
    case Kind::Number:
        value = m_token.number;
        break;
    case Kind::Text:
        value = Value(m_program.texts.emplace_back(m_token.text));
        break;
    case Kind::True:
    case Kind::False:
        value = is(Kind::True);
        break;
    case Kind::Null:
        value = nullptr;
        break;
    default:
        return unexpected(u"a field or a value is missing before %1"_s);
    }
    const Part part = addLiteral(value, m_token.column, m_token.end());
    advance();
    return part;
}

} // namespace ember

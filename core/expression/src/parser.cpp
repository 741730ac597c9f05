// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "parser.h"

#include "shortened.h"
#include "timetext.h"

#include <ember/expression/nearestname.h>

#include <algorithm>
#include <array>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

using Kind = Token::Kind;

std::optional<Operation> comparisonOf(Kind kind) noexcept
{
    switch (kind) {
    case Kind::Equal:
        return Operation::Equal;
    case Kind::NotEqual:
        return Operation::NotEqual;
    case Kind::Less:
        return Operation::Less;
    case Kind::LessEqual:
        return Operation::LessEqual;
    case Kind::Greater:
        return Operation::Greater;
    case Kind::GreaterEqual:
        return Operation::GreaterEqual;
    case Kind::Contains:
        return Operation::Contains;
    case Kind::Matches:
        return Operation::Matches;
    case Kind::In:
        return Operation::In;
    default:
        return {};
    }
}

/// The column in the source of the character `offset` of the text literal that starts at `column`.
qsizetype columnInLiteral(QStringView source, qsizetype column, qsizetype offset)
{
    qsizetype position = column + 1;
    for (; offset > 0; --offset) {
        position += source[position] == u'\\' ? 2 : 1;
    }
    return position;
}

QStringView nearestOperator(QStringView word)
{
    static constexpr std::array<QStringView, 6> operators{u"and", u"or", u"contains", u"matches", u"in", u"not"};
    const QStringView nearest = nearestName(word, operators);
    const int limit = word.size() < 5 ? 1 : 2;
    return editDistance(word, nearest) <= limit ? nearest : QStringView();
}

} // namespace

Parser::Parser(QStringView text, ExpressionRoots roots)
    : m_text(text)
    , m_roots(roots)
    , m_lexer(text)
{
    m_program.text = text.toString();
}

std::optional<ExpressionProgram> Parser::parse()
{
    if (m_text.size() > Expression::kMaxLength) {
        fail(u"this expression is too long: it has %1 characters, at most %2 are possible"_s.arg(m_text.size())
                 .arg(Expression::kMaxLength),
            Expression::kMaxLength, m_text.size() - Expression::kMaxLength);
        return {};
    }
    advance();
    if (is(Kind::End)) {
        fail(u"empty expression: write a condition, for example name == \"device.status_received\""_s, 0, 1);
        return {};
    }
    const Parsed root = disjunction();
    if (!root) {
        return {};
    }
    if (!is(Kind::End)) {
        unexpected(is(Kind::ParenthesisClose) ? u"this “)” closes nothing: remove it, or open a “(” before it"_s
                                              : u"an operator such as “and” or “==” is missing before %1"_s);
        return {};
    }
    m_program.root = root->node;
    return std::move(m_program);
}

Parser::Parsed Parser::disjunction()
{
    return chain(Operation::Or, {{Kind::Or, Operation::Or}}, &Parser::conjunction);
}

Parser::Parsed Parser::conjunction()
{
    return chain(Operation::And, {{Kind::And, Operation::And}}, &Parser::negation);
}

Parser::Parsed Parser::negation()
{
    if (!is(Kind::Not)) {
        return comparison();
    }
    const Level level(m_depth);
    if (level.isTooDeep()) {
        return failTooDeep();
    }
    const qsizetype column = m_token.column;
    advance();
    Parsed inner = negation();
    if (inner) {
        inner = add(Operation::Not, {*inner});
        inner->column = column;
    }
    return inner;
}

Parser::Parsed Parser::comparison()
{
    if (is(Kind::Exists)) {
        return existence();
    }
    const Parsed left = sum();
    const auto operation = left ? comparisonOf(m_token.kind) : std::nullopt;
    if (!operation) {
        return left;
    }
    advance();
    const Parsed whole = *operation == Operation::Matches ? pattern(*left)
        : *operation == Operation::In                     ? membership(*left)
                                                          : relation(*left, *operation);
    if (whole && comparisonOf(m_token.kind)) {
        return fail(u"comparisons do not chain: join two of them with “and”, or put one in parentheses"_s,
            m_token.column, m_token.length);
    }
    return whole;
}

Parser::Parsed Parser::relation(const Part &left, Operation operation)
{
    const Parsed right = sum();
    if (!right) {
        return {};
    }
    if (operation != Operation::Contains && (!readTimes(left, *right) || !readTimes(*right, left))) {
        return {};
    }
    return add(operation, {left, *right});
}

Parser::Parsed Parser::pattern(const Part &left)
{
    if (!is(Kind::Text)) {
        return unexpected(u"“matches” needs a pattern in quotes, as in name matches \"^device\", not %1"_s);
    }
    QRegularExpression expression(m_token.text);
    if (!expression.isValid()) {
        const qsizetype offset = std::min(expression.patternErrorOffset(), m_token.text.size());
        return fail(u"this pattern is no regular expression: %1"_s.arg(expression.errorString()),
            columnInLiteral(m_text, m_token.column, offset), 1);
    }
    expression.optimize();
    m_program.patterns.push_back(std::move(expression));
    Part whole = add(Operation::Matches, {left}, m_program.patterns.size() - 1);
    whole.end = m_token.end();
    advance();
    return whole;
}

Parser::Parsed Parser::membership(const Part &left)
{
    if (!is(Kind::BraceOpen)) {
        return unexpected(u"“in” needs values in braces, as in name in {\"a\", \"b\"}, not %1"_s);
    }
    std::vector<ExpressionProgram::Operand> operands{{left.node}};
    do {
        advance();
        const Parsed item = setItem();
        if (!item || !readTimes(left, *item)) {
            return {};
        }
        operands.push_back({item->node});
    } while (is(Kind::Comma));
    if (!is(Kind::BraceClose)) {
        return unexpected(u"a “,” or the closing “}” is missing before %1"_s);
    }
    Part whole = add(Operation::In, {left});
    auto &node = m_program.nodes[whole.node];
    node.first = m_program.operands.size();
    node.count = operands.size();
    m_program.operands.insert(m_program.operands.end(), operands.begin(), operands.end());
    whole.end = m_token.end();
    advance();
    return whole;
}

Parser::Parsed Parser::setItem()
{
    const qsizetype column = m_token.column;
    const bool isNegative = is(Kind::Minus);
    if (isNegative) {
        advance();
    }
    if (isNegative && !is(Kind::Number)) {
        return unexpected(u"a number is missing before %1"_s);
    }
    if (is(Kind::BraceClose) || is(Kind::Name)) {
        return unexpected(u"a number, a text in quotes, true, false or null is missing before %1"_s);
    }
    Parsed item = literal();
    if (item && isNegative) {
        // Literals are never the smallest integer, so turning the sign cannot overflow.
        Value &value = m_program.literals.back();
        value = value.type() == Value::Type::Integer ? Value(-value.toInteger()) : Value(-value.toReal());
        item->column = column;
    }
    return item;
}

Parser::Parsed Parser::existence()
{
    const qsizetype column = m_token.column;
    advance();
    const bool isEnclosed = is(Kind::ParenthesisOpen);
    if (isEnclosed) {
        advance();
    }
    if (!is(Kind::Name)) {
        return unexpected(u"“exists” needs a field, as in exists values.dhwTemperature, not %1"_s);
    }
    const Parsed named = field();
    if (!named) {
        return {};
    }
    if (isEnclosed) {
        if (!is(Kind::ParenthesisClose)) {
            return unexpected(u"a “)” is missing before %1"_s);
        }
        advance();
    }
    if (comparisonOf(m_token.kind)) {
        return fail(
            u"“exists” is a condition already: join it with “and”, or remove it"_s, m_token.column, m_token.length);
    }
    m_program.nodes[named->node].operation = Operation::Exists;
    return Part{named->node, column, m_lastEnd};
}

Parser::Parsed Parser::chain(Operation whole, std::initializer_list<Join> joins, Parsed (Parser::*part)())
{
    const auto joinOf = [&joins](Kind kind) {
        return std::find_if(joins.begin(), joins.end(), [kind](const Join &join) { return join.first == kind; });
    };
    const Parsed first = (this->*part)();
    if (!first || joinOf(m_token.kind) == joins.end()) {
        return first;
    }
    std::vector<ExpressionProgram::Operand> operands{{first->node}};
    bool readsHandlers = m_program.nodes[first->node].readsHandlers;
    for (const auto *join = joinOf(m_token.kind); join != joins.end(); join = joinOf(m_token.kind)) {
        advance();
        const Parsed next = (this->*part)();
        if (!next) {
            return {};
        }
        operands.push_back({next->node, join->second});
        readsHandlers = readsHandlers || m_program.nodes[next->node].readsHandlers;
    }
    Part row = add(whole, {});
    auto &node = m_program.nodes[row.node];
    node.readsHandlers = readsHandlers;
    node.first = m_program.operands.size();
    node.count = operands.size();
    m_program.operands.insert(m_program.operands.end(), operands.begin(), operands.end());
    row.column = first->column;
    row.end = m_lastEnd;
    return row;
}

bool Parser::isTimeField(const Part &part) const
{
    const auto &node = m_program.nodes[part.node];
    return node.operation == Operation::Field && m_program.fields[node.item].root == FieldReference::Root::Time;
}

bool Parser::readTimes(const Part &left, const Part &right)
{
    const auto &node = m_program.nodes[right.node];
    if (!isTimeField(left) || node.operation != Operation::Literal || !m_program.literals[node.item].isText()) {
        return true;
    }
    const auto microseconds = microsecondsOfTimeText(m_program.literals[node.item].toText());
    if (!microseconds) {
        fail(u"this is no time: write it as \"2026-11-21\", \"2026-11-21T10:01:02\" (local time) or "
             u"\"2026-11-21T10:01:02.314159Z\""_s,
            right.column, right.end - right.column);
        return false;
    }
    m_program.literals[node.item] = *microseconds;
    return true;
}

Parser::Parsed Parser::unexpected(const QString &expected)
{
    if (is(Kind::Wrong)) { // what the lexer could not read is the cause of whatever is missing there
        m_error = m_lexer.error();
        return {};
    }
    QString found = u"“%1”"_s.arg(shortened(m_text.sliced(m_token.column, m_token.length)));
    if (is(Kind::End)) {
        found = u"the end"_s;
    } else if (is(Kind::Name)) {
        if (const QStringView meant = nearestOperator(m_token.text); !meant.isEmpty()) {
            found += u" (the nearest operator is “%1”)"_s.arg(meant);
        }
    }
    return fail(expected.contains(u"%1") ? expected.arg(found) : expected, m_token.column, m_token.length);
}

Parser::Parsed Parser::fail(QString message, qsizetype column, qsizetype length)
{
    m_error = {std::move(message), column, std::max<qsizetype>(length, 1)};
    return {};
}

Parser::Parsed Parser::failTooDeep()
{
    return fail(u"too many levels are nested here: at most %1 of parentheses, “not” and “-” are possible"_s.arg(
                    Expression::kMaxDepth),
        m_token.column, m_token.length);
}

Parser::Part Parser::add(Operation operation, std::initializer_list<Part> operands, std::size_t item)
{
    ExpressionProgram::Node node;
    node.operation = operation;
    node.item = item;
    node.first = m_program.operands.size();
    node.count = operands.size();
    Part part;
    for (const Part &operand : operands) {
        m_program.operands.push_back({operand.node});
        node.readsHandlers = node.readsHandlers || m_program.nodes[operand.node].readsHandlers;
    }
    if (operands.size() > 0) {
        part.column = operands.begin()->column;
        part.end = std::prev(operands.end())->end;
    }
    part.node = m_program.nodes.size();
    m_program.nodes.push_back(node);
    return part;
}

Parser::Part Parser::addLiteral(const Value &value, qsizetype column, qsizetype end)
{
    m_program.literals.push_back(value);
    Part part = add(Operation::Literal, {}, m_program.literals.size() - 1);
    part.column = column;
    part.end = end;
    return part;
}

void Parser::advance()
{
    m_lastEnd = m_token.end();
    m_token = m_lexer.next();
}

} // namespace ember

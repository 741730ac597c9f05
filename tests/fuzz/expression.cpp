// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../core/expression/fakescope.h"
#include "invariant.h"

#include <ember/expression/expression.h>

#include <cmath>
#include <limits>

using namespace ember;
using namespace ember::fuzz;
using namespace Qt::StringLiterals;

namespace {

test::FakeScope makeScope()
{
    using Root = FieldReference::Root;
    test::FakeScope scope;
    scope.set(Root::Name, u"", u"device.status_received"_s);
    scope.set(Root::Source, u"", u"navien-nwp500/a0b1c2d3e4f5"_s);
    scope.set(Root::Time, u"", qint64(1'780'000'000'000'000));
    scope.set(Root::Sequence, u"", qint64(42));
    scope.set(Root::Replayed, u"", false);
    scope.set(Root::Duration, u"", qint64(5'000'000));
    scope.set(Root::Age, u"", qint64(60'000'000'000));
    scope.setValue(u"a"_s, std::numeric_limits<qint64>::min());
    scope.setValue(u"b"_s, std::numeric_limits<qint64>::max());
    scope.setValue(u"r"_s, 1e308);
    scope.setValue(u"t"_s, u"aaaaaaaaaaaaaaaaaaaaaaaa!"_s);
    scope.setValue(u"n"_s, nullptr);
    scope.setValue(u"z"_s, qint64(0));
    for (const Root root : {Root::Old, Root::New}) {
        scope.set(root, u"a", qint64(root == Root::Old ? 7 : -1));
        scope.set(root, u"t", u"on"_s);
    }
    scope.addHandler({{u"failed"_s, true}, {u"name"_s, u"alerts"_s}, {u"duration"_s, qint64(1'000)}});
    scope.addHandler({{u"failed"_s, false}, {u"name"_s, u"recorder"_s}, {u"priority"_s, qint64(-1000)}});
    return scope;
}

void checkError(const Result<Expression> &refused, const ExpressionError &error, const QString &text)
{
    require(!error.message.isEmpty() && !error.message.contains(u'\n'), "an error has one line of reason", text);
    require(
        error.column >= 0 && error.column <= text.size() && error.length >= 1, "an error's place is in the text", text);
    require(refused.error().count(u'\n') == 2 && refused.error().contains(u'^'), "an error has its caret line", text);
}

bool sameValue(const Value &a, const Value &b)
{
    return a.type() == b.type() && a.toJson() == b.toJson();
}

} // namespace

/// The first byte chooses the roots, the rest is the text.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const test::FakeScope scope = makeScope();
    static const test::FakeScope empty;
    if (size == 0) {
        return 0;
    }
    const auto roots = ExpressionRoots(data[0] % 4);
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    ExpressionError error;
    const Result<Expression> expression = Expression::parse(text, roots, &error);
    if (!expression) {
        checkError(expression, error, text);
        return 0;
    }
    require(expression->text() == text, "an expression keeps its text", text);
    const Value value = expression->evaluate(scope);
    const bool matched = expression->matches(scope);
    require(!value.isBoolean() || matched == value.toBoolean(), "a condition matches when its value is true", text);
    // A bare `handler.failed` holds for any handler, and as a value it is no one's.
    require(!matched || value.isBoolean() || expression->usesHandlers(), "what matches is a truth", text);
    require(!value.isNumber() || std::isfinite(value.toReal()), "a number is finite", text);
    require(sameValue(value, expression->evaluate(scope)), "the same scope gives the same value", text);
    const Value nothing = expression->evaluate(empty);
    require(!nothing.isNumber() || std::isfinite(nothing.toReal()), "a number over nothing is finite", text);
    const Result<Expression> again = Expression::parse(expression->text(), roots);
    require(again && sameValue(again->evaluate(scope), value), "parsed again it means the same", text);
    return 0;
}

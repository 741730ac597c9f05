// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/filtersuggestions.h"

#include <ember/events/value.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QRegularExpression>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestLiteral = 1'000; // a filter is a line that people read
constexpr int kMostValues = 10; // more would be a list to search in, which the inspector has

struct SuggestionText
{
    Q_DECLARE_TR_FUNCTIONS(ember::FilterSuggestion)
};

/// "values.a-b" needs quotes around "a-b".
QString quotedPath(const QString &path)
{
    static const QRegularExpression plain(u"^[A-Za-z_][A-Za-z0-9_]*$"_s);
    QStringList segments;
    for (const QString &segment : path.split(u'.')) {
        segments << (plain.match(segment).hasMatch() ? segment : quotedLiteral(segment));
    }
    return segments.join(u'.');
}

bool hasOwnRoot(const QString &path)
{
    return path.startsWith("values."_L1) || path.startsWith("labels."_L1) || path.startsWith("raw."_L1)
        || path.startsWith("derived."_L1);
}

} // namespace

QString quotedLiteral(const QString &text)
{
    QString quoted = text;
    quoted.replace(u'\\', "\\\\"_L1).replace(u'"', "\\\""_L1).replace(u'\n', "\\n"_L1);
    return u'"' + quoted + u'"';
}

QString valueFilter(const QString &path, const QJsonValue &value)
{
    if (path.size() > kLongestLiteral) {
        return {};
    }
    const QString field = (hasOwnRoot(path) ? QString() : u"data."_s) + quotedPath(path);
    switch (value.type()) {
    case QJsonValue::String:
        return value.toString().size() > kLongestLiteral ? QString()
                                                         : field + u" == " + quotedLiteral(value.toString());
    case QJsonValue::Bool:
        return field + (value.toBool() ? u" == true" : u" == false");
    case QJsonValue::Null:
        return field + u" == null";
    case QJsonValue::Double: {
        const double number = value.toDouble();
        return field + u" == " + Value(number).toString();
    }
    default:
        return {};
    }
}

QList<FilterSuggestion> filterSuggestions(const Event &event)
{
    QList<FilterSuggestion> suggestions;
    const auto add = [&](const QString &text, const QString &expression) {
        if (!expression.isEmpty()) {
            suggestions.append({text, expression});
        }
    };
    add(SuggestionText::tr("Filter by this event: %1").arg(event.name()), u"name == " + quotedLiteral(event.name()));
    if (!event.source().isEmpty()) {
        add(SuggestionText::tr("Filter by this source: %1").arg(event.source()),
            u"source == " + quotedLiteral(event.source()));
    }
    const QString connection = event.metadata(Symbol::find(u"connection")).toString();
    if (!connection.isEmpty()) {
        add(SuggestionText::tr("Filter by this connection: %1").arg(connection),
            u"connection == " + quotedLiteral(connection));
    }
    const QJsonObject data = event.data();
    const QString name = u"name == " + quotedLiteral(event.name()) + u" and ";
    int values = 0;
    for (auto it = data.begin(); it != data.end() && values < kMostValues; ++it) {
        const QString expression = valueFilter(it.key(), it.value());
        if (!expression.isEmpty()) {
            add(SuggestionText::tr("Filter by this value: %1").arg(expression), name + expression);
            ++values;
        }
    }
    return suggestions;
}

} // namespace ember

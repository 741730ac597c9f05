// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/fieldwords.h"

#include <ember/device/formatting.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <cmath>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kLabelsTold = 8; // more would not fit into a tooltip

struct FieldWords
{
    Q_DECLARE_TR_FUNCTIONS(ember::FieldWords)
};

QString joined(const std::vector<qint64> &numbers)
{
    QStringList texts;
    for (const qint64 number : numbers) {
        texts << QString::number(number);
    }
    return texts.join(u", "_s);
}

/// A scalar as the formats read it; a text is borrowed from `text`. Absent for objects and arrays.
Value scalarOf(const QJsonValue &value, const QString &text)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return nullptr;
    case QJsonValue::Bool:
        return value.toBool();
    case QJsonValue::Double: {
        const double number = value.toDouble();
        const bool whole = number == std::floor(number) && std::abs(number) < 1e15;
        return whole ? Value(qint64(number)) : Value(number);
    }
    case QJsonValue::String:
        return text;
    default:
        return {};
    }
}

QString withoutUnit(const QString &words, const QString &unit)
{
    const QString tail = QChar(0x2009) + unit;
    return !unit.isEmpty() && words.endsWith(tail) ? words.chopped(tail.size()) : words;
}

QString linearWords(const LinearScale &scale)
{
    if (scale.isIdentity()) {
        return FieldWords::tr("as sent");
    }
    const double offset = scale.apply(0);
    const double factor = scale.apply(1) - offset;
    QString rule = FieldWords::tr("raw");
    if (factor != 1.0) {
        rule += u" × "_s + QString::number(factor, 'g', 6);
    }
    if (offset != 0.0) {
        rule += (offset > 0 ? u" + "_s : u" − "_s) + QString::number(std::abs(offset), 'g', 6);
    }
    return rule;
}

QString labelsRule(const Encoding &encoding)
{
    QStringList labels;
    for (const auto &[number, label] : encoding.labels) {
        if (std::size_t(labels.size()) == kLabelsTold) {
            labels << u"…"_s;
            break;
        }
        labels << u"%1 = %2"_s.arg(number).arg(label);
    }
    return labels.join(u", "_s);
}

} // namespace

QString valueWords(const QJsonValue &value, const FieldDefinition *definition)
{
    const bool encoded = definition && definition->encoding;
    const QString text = value.toString();
    const Value scalar = scalarOf(value, text);
    if (encoded && !scalar.isAbsent()) {
        return withoutUnit(formatValue(*definition, scalar), definition->unit);
    }
    switch (value.type()) {
    case QJsonValue::Null:
        return FieldWords::tr("unknown");
    case QJsonValue::Bool:
        return value.toBool() ? FieldWords::tr("yes") : FieldWords::tr("no");
    case QJsonValue::Double:
        return formatNumber(scalar, definition ? definition->decimals : -1, {});
    case QJsonValue::String:
        return shownText(text);
    default:
        return rawWords(value);
    }
}

QString rawWords(const QJsonValue &raw)
{
    switch (raw.type()) {
    case QJsonValue::Undefined:
        return {};
    case QJsonValue::Array:
        return shownText(QString::fromUtf8(QJsonDocument(raw.toArray()).toJson(QJsonDocument::Compact)));
    case QJsonValue::Object:
        return shownText(QString::fromUtf8(QJsonDocument(raw.toObject()).toJson(QJsonDocument::Compact)));
    default: {
        const QByteArray json = QJsonDocument(QJsonArray{raw}).toJson(QJsonDocument::Compact);
        return shownText(QString::fromUtf8(json.mid(1, json.size() - 2))); // without the brackets
    }
    }
}

QString ruleWords(const Encoding &encoding)
{
    switch (encoding.kind) {
    case Encoding::Kind::Linear:
        return linearWords(encoding.scale);
    case Encoding::Kind::Boolean:
        return FieldWords::tr("%1 when raw is %2, else %3")
            .arg(encoding.trueText, joined(encoding.trueValues), encoding.falseText);
    case Encoding::Kind::TriState:
        return FieldWords::tr("%1 when raw is %2, %3 when it is %4, else %5")
            .arg(encoding.trueText, joined(encoding.trueValues), encoding.falseText, joined(encoding.falseValues),
                encoding.nullText);
    case Encoding::Kind::Enumeration:
        return labelsRule(encoding);
    case Encoding::Kind::Bits:
        return FieldWords::tr("bits: %1").arg(labelsRule(encoding));
    case Encoding::Kind::Integer:
    case Encoding::Kind::Text:
        return FieldWords::tr("as sent");
    }
    return {};
}

} // namespace ember

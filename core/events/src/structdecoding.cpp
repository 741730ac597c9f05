// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/structdecoding.h>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QString expected(const FieldInfo &field)
{
    switch (field.type) {
    case FieldType::Boolean:
        return u"true or false"_s;
    case FieldType::Integer:
        return field.least == std::numeric_limits<qint64>::min()
            ? u"an integer"_s
            : u"an integer from %1 to %2"_s.arg(field.least).arg(field.greatest);
    case FieldType::Number:
        return u"a number"_s;
    case FieldType::Text:
        return u"a text"_s;
    case FieldType::Any:
        break;
    }
    return u"there, null at least"_s;
}

QString inWords(const Value &value)
{
    constexpr qsizetype kLongest = 60;
    if (!value.isText()) {
        return value.toString();
    }
    const QStringView text = value.toText();
    return text.size() > kLongest ? u"a text of %1 characters"_s.arg(text.size()) : u"the text \"%1\""_s.arg(text);
}

} // namespace

QString fieldMismatch(const FieldInfo &field, const Value &value)
{
    if (value.isAbsent()) {
        return u"\"%1\" is missing; it must be %2"_s.arg(field.name, expected(field));
    }
    return u"\"%1\" must be %2, but is %3"_s.arg(field.name, expected(field), inWords(value));
}

void insertAtPath(QJsonObject &object, const QString &path, const Value &value)
{
    if (value.isAbsent()) {
        return;
    }
    const qsizetype dot = path.indexOf(u'.');
    if (dot < 0) {
        object.insert(path, value.toJson());
        return;
    }
    const QString head = path.first(dot);
    QJsonObject inner = object.value(head).toObject();
    insertAtPath(inner, path.sliced(dot + 1), value);
    object.insert(head, inner);
}

DataMismatch::DataMismatch(const Event &event, const QString &what)
    : std::runtime_error(detail::mismatchText(event, what).toStdString())
{
}

const Payload &detail::emptyPayload()
{
    static const Record empty({});
    return empty;
}

QString detail::mismatchText(const Event &event, const QString &what)
{
    return u"the data of %1 does not fit: %2"_s.arg(event.isNull() ? u"an event without a name"_s : event.name(), what);
}

} // namespace ember

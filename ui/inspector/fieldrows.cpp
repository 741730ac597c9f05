// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/fieldrows.h"

#include "inspector/fieldwords.h"
#include "log/filtersuggestions.h"

#include <ember/device/formatting.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>
#include <QtCore/QLocale>
#include <QtCore/QMap>
#include <QtCore/QSet>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostUnknownRows = 1'000; // more would be a list to search in: the raw message has them all

struct FieldText
{
    Q_DECLARE_TR_FUNCTIONS(ember::FieldRow)
};

/// Builds the rows of a message with `values`, `raw` and what was wrong with it.
class MessageRows
{
public:
    MessageRows(const Event &event, const Profile *profile, const std::optional<Event> &previous)
        : m_profile(profile)
        , m_message(profile ? profile->messageOfEvent(event.nameSymbol()) : nullptr)
        , m_data(event.data())
        , m_before(previous ? previous->data() : QJsonObject())
        , m_hasBefore(previous.has_value())
    {
        readInvalid();
    }

    QList<FieldRow> rows()
    {
        const QJsonObject values = m_data.value("values"_L1).toObject();
        for (const QString &key : inProfileOrder(values)) {
            add(u"values."_s + key, key, "values"_L1, fieldOf(key));
        }
        const QJsonObject derived = m_data.value("derived"_L1).toObject();
        for (auto it = derived.begin(); it != derived.end(); ++it) {
            addDerived(it.key());
        }
        addUnknown();
        addMissing();
        addOthers();
        std::ranges::stable_sort(m_rows, {}, [](const FieldRow &row) {
            return row.state == FieldRow::State::Changed ? 0
                : row.state == FieldRow::State::Invalid  ? 1
                : row.state == FieldRow::State::Unknown  ? 3
                : row.state == FieldRow::State::Missing  ? 4
                                                         : 2;
        });
        return m_rows;
    }

private:
    const FieldDefinition *fieldOf(const QString &key) const
    {
        const int index = m_profile ? m_profile->fieldIndex(Symbol::find(key)) : -1;
        if (index < 0) {
            return nullptr;
        }
        // A field may mean something else in one kind of message.
        if (m_message && std::size_t(index) < m_message->cells.size()) {
            const int cell = m_message->cells[std::size_t(index)];
            if (cell >= 0) {
                return &m_profile->fields()[std::size_t(m_message->fields[std::size_t(cell)])];
            }
        }
        return &m_profile->fields()[std::size_t(index)];
    }

    QStringList inProfileOrder(const QJsonObject &values) const
    {
        QStringList keys;
        QSet<QString> seen;
        if (m_profile) {
            for (const FieldDefinition &field : m_profile->fields()) {
                const QString &key = field.key.text();
                if (values.contains(key) && !seen.contains(key)) {
                    keys << key;
                    seen.insert(key);
                }
            }
        }
        for (const QString &key : values.keys()) {
            if (!seen.contains(key)) {
                keys << key;
            }
        }
        return keys;
    }

    void readInvalid()
    {
        const QJsonValue invalid = m_data.value("invalid"_L1);
        for (const auto &entry : invalid.toArray()) {
            const QJsonObject object = entry.toObject();
            m_invalid.insert(object.value("key"_L1).toString(), object.value("reason"_L1).toString());
        }
        const QJsonObject object = invalid.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            m_invalid.insert(it.key(), it.value().toString());
        }
    }

    void compare(FieldRow &row, const QJsonValue &now, const QJsonValue &before, const FieldDefinition *definition)
    {
        if (!m_hasBefore) {
            return;
        }
        row.previous = before.isUndefined() ? FieldText::tr("not reported") : valueWords(before, definition);
        if (now != before) {
            row.state = FieldRow::State::Changed;
            row.note = FieldText::tr("changed");
        }
    }

    void add(const QString &path, const QString &key, QLatin1StringView part, const FieldDefinition *definition)
    {
        const QJsonValue now = m_data.value(part).toObject().value(key);
        const QJsonValue raw = m_data.value("raw"_L1).toObject().value(key);
        FieldRow row;
        row.path = path;
        row.label = definition && !definition->label.isEmpty() ? definition->label : key;
        row.value = valueWords(now, definition);
        row.unit = definition && now.isDouble() ? definition->unit : QString();
        row.raw = rawWords(raw);
        row.filter = valueFilter(path, now);
        compare(row, now, m_before.value(part).toObject().value(key), definition);
        if (m_invalid.contains(key)) {
            row.state = FieldRow::State::Invalid;
            row.value = FieldText::tr("invalid");
            row.note = m_invalid.value(key).isEmpty() ? FieldText::tr("invalid")
                                                      : FieldText::tr("invalid: %1").arg(m_invalid.value(key));
        }
        row.tip = tip(row, key, definition);
        m_rows.append(row);
    }

    static QString tip(const FieldRow &row, const QString &key, const FieldDefinition *definition)
    {
        QStringList lines{FieldText::tr("%1 (on the wire: %2)").arg(row.label, key)};
        const QString value = row.unit.isEmpty() ? row.value : QString(row.value + QChar(0x2009) + row.unit);
        lines << FieldText::tr("Decoded: %1").arg(value);
        if (!row.raw.isEmpty()) {
            lines << FieldText::tr("Raw: %1").arg(row.raw);
        }
        if (definition && definition->encoding) {
            lines << FieldText::tr("Rule: %1").arg(ruleWords(*definition->encoding));
        }
        if (definition && !definition->hint.isEmpty()) {
            lines << definition->hint;
        }
        if (!row.note.isEmpty()) {
            lines << row.note;
        }
        return lines.join(u'\n');
    }

    void addDerived(const QString &key)
    {
        const int index = m_profile ? m_profile->derivedIndex(Symbol::find(key)) : -1;
        FieldDefinition as;
        if (index >= 0) {
            const DerivedDefinition &derived = m_profile->derived()[std::size_t(index)];
            as.label = derived.label;
            as.unit = derived.unit;
            as.decimals = derived.decimals;
            as.hint = derived.hint;
        }
        const qsizetype at = m_rows.size();
        add(u"derived."_s + key, key, "derived"_L1, &as);
        FieldRow &row = m_rows[at];
        row.raw.clear();
        row.tip = FieldText::tr("%1 (computed: %2)").arg(row.label, key)
            + (as.hint.isEmpty() ? QString() : u'\n' + as.hint);
        if (row.note.isEmpty()) {
            row.note = FieldText::tr("computed");
        }
    }

    void addUnknown()
    {
        const QJsonValue unknown = m_data.value("unknown"_L1);
        QStringList keys = unknown.toObject().keys();
        for (const auto &key : unknown.toArray()) {
            keys << (key.isObject() ? key.toObject().value("key"_L1).toString() : key.toString());
        }
        const QJsonObject members = unknown.toObject();
        const qsizetype omitted = qMax<qsizetype>(keys.size() - kMostUnknownRows, 0);
        keys.resize(keys.size() - omitted);
        for (const QString &key : keys) {
            FieldRow row;
            row.path = u"unknown."_s + key;
            row.label = shownText(key);
            const QJsonValue raw
                = unknown.isObject() ? members.value(key) : m_data.value("raw"_L1).toObject().value(key);
            row.raw = rawWords(raw);
            row.value = row.raw.isEmpty() ? FieldText::tr("unknown") : row.raw;
            row.state = FieldRow::State::Unknown;
            row.note = FieldText::tr("key unknown to the profile");
            row.filter = valueFilter(row.path, raw);
            row.tip = FieldText::tr("%1\nThe profile does not know this key; it is kept as the device sent it.")
                          .arg(row.label);
            m_rows.append(row);
        }
        addOmitted(omitted + m_data.value("unknownOmitted"_L1).toInteger());
    }

    void addOmitted(qint64 count)
    {
        if (count == 0) {
            return;
        }
        FieldRow row;
        row.path = u"unknownOmitted"_s;
        row.label = FieldText::tr("%1 further keys").arg(QLocale().toString(count));
        row.state = FieldRow::State::Unknown;
        row.note = FieldText::tr("keys unknown to the profile");
        row.tip = FieldText::tr("They are not listed here; the raw message has them all.");
        m_rows.append(row);
    }

    void addMissing()
    {
        for (const auto &entry : m_data.value("missing"_L1).toArray()) {
            const QString key = entry.toString();
            const FieldDefinition *definition = fieldOf(key);
            FieldRow row;
            row.path = u"values."_s + key;
            row.label = definition && !definition->label.isEmpty() ? definition->label : key;
            row.value = FieldText::tr("not reported");
            row.state = FieldRow::State::Missing;
            row.note = FieldText::tr("missing in this message");
            row.tip = tip(row, key, definition);
            m_rows.append(row);
        }
    }

    /// Members of the data beside those of every message.
    void addOthers()
    {
        static const QSet<QString> known{u"values"_s, u"labels"_s, u"derived"_s, u"raw"_s, u"unknown"_s, u"missing"_s,
            u"invalid"_s, u"unknownOmitted"_s};
        for (auto it = m_data.begin(); it != m_data.end(); ++it) {
            if (!known.contains(it.key())) {
                addPlain(it.key(), it.value(), m_before.value(it.key()));
            }
        }
    }

    void addPlain(const QString &path, const QJsonValue &now, const QJsonValue &before)
    {
        if (now.isObject() && !now.toObject().isEmpty()) {
            const QJsonObject object = now.toObject();
            for (auto it = object.begin(); it != object.end(); ++it) {
                addPlain(path + u'.' + it.key(), it.value(), before.toObject().value(it.key()));
            }
            return;
        }
        // A change names its field: its values read like those of the field.
        const bool change = path == "old"_L1 || path == "new"_L1;
        const FieldDefinition *definition = change ? fieldOf(m_data.value("field"_L1).toString()) : nullptr;
        FieldRow row;
        row.path = path;
        row.label = path;
        row.value = valueWords(now, definition);
        row.unit = definition && now.isDouble() ? definition->unit : QString();
        row.raw = rawWords(now);
        row.filter = valueFilter(path, now);
        compare(row, now, before, definition);
        row.tip = row.label + u": " + row.value;
        m_rows.append(row);
    }

    const Profile *m_profile;
    const MessageDefinition *m_message;
    QJsonObject m_data;
    QJsonObject m_before;
    bool m_hasBefore;
    QMap<QString, QString> m_invalid;
    QList<FieldRow> m_rows;
};

} // namespace

QList<FieldRow> fieldRows(const Event &event, const Profile *profile, const std::optional<Event> &previous)
{
    return MessageRows(event, profile, previous).rows();
}

} // namespace ember

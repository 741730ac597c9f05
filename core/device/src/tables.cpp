// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/tables.h>

#include <ember/device/definitions.h>
#include <ember/device/formatting.h>

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <cmath>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QJsonValue at(QJsonValue value, const std::vector<QByteArray> &path)
{
    for (const QByteArray &key : path) {
        value = value.toObject().value(QString::fromUtf8(key));
    }
    return value;
}

Scalar scalarOf(const QJsonValue &value)
{
    if (value.isBool()) {
        return value.toBool();
    }
    if (value.isString()) {
        return value.toString();
    }
    if (value.isDouble()) {
        return double(value.toInteger()) == value.toDouble() ? Scalar(value.toInteger()) : Scalar(value.toDouble());
    }
    return {};
}

/// What the list's entries have at the path, added up: one that lacks it adds nothing. Null where there is no list, or
/// something that cannot be added.
Scalar sumOf(const QJsonValue &list, const std::vector<QByteArray> &path)
{
    if (!list.isArray()) {
        return {};
    }
    double sum = 0;
    for (const QJsonValue entry : list.toArray()) {
        const QJsonValue value = at(entry, path);
        if (!value.isDouble() && !value.isUndefined()) {
            return {};
        }
        sum += value.toDouble();
    }
    return scalarOf(sum);
}

Scalar decoded(const TableColumn &column, const Scalar &raw)
{
    if (!column.encoding || !raw.view().hasValue()) {
        return raw;
    }
    const bool fits = raw.view().isNumber() != (column.encoding->kind == Encoding::Kind::Text);
    return fits ? Scalar(column.encoding->decode(raw.view())) : Scalar();
}

/// The number with so many of its digits behind the point; null where that cannot be said.
Scalar withPoint(const Scalar &number, const QJsonValue &digits)
{
    constexpr int kMost = 10;
    const int places = digits.toInt(-1);
    if (!number.view().isNumber() || places < 0 || places > kMost) {
        return {};
    }
    return number.view().toReal() / std::pow(10.0, places);
}

/// Goes down the nested lists and makes a row of every entry of the innermost one.
class Rows
{
public:
    Rows(const TableDefinition &table, TableContent &content)
        : m_table(table)
        , m_content(content)
    {
    }

    void read(const QJsonValue &parent)
    {
        const std::size_t level = m_entries.size();
        const QJsonValue value = at(parent, m_table.rows[level]);
        if (m_table.bytesPerRow > 0 && level + 1 == m_table.rows.size()) {
            readBytes(QByteArray::fromHex(value.toString().toLatin1()));
            return;
        }
        int place = 0;
        for (const QJsonValue entry : value.toArray()) {
            m_entries.push_back({entry, ++place});
            if (level + 1 < m_table.rows.size()) {
                read(entry);
            } else {
                addRow({}, 0);
            }
            m_entries.pop_back();
        }
    }

private:
    struct Entry
    {
        QJsonValue value;
        int place = 0;
    };

    void readBytes(const QByteArray &bytes)
    {
        const qsizetype size = m_table.bytesPerRow;
        for (qsizetype from = 0; from + size <= bytes.size(); from += size) {
            const QByteArray row = bytes.mid(from, size);
            if (row.count('\0') != size) {
                addRow(row, int(from / size) + 1);
            }
        }
        m_content.leftOver = std::size_t(bytes.size() % size);
    }

    void addRow(const QByteArray &bytes, int place)
    {
        if (m_content.rows.size() >= TableContent::kMostRows) {
            ++m_content.leftOut;
            return;
        }
        std::vector<Scalar> row;
        for (const TableColumn &column : m_table.columns) {
            Scalar raw;
            if (column.byte >= 0) {
                raw = column.byte < bytes.size() ? Scalar(qint64(uchar(bytes[column.byte]))) : Scalar();
            } else if (const std::size_t level
                       = column.level >= 0 ? std::size_t(column.level) : m_table.rows.size() - 1;
                       level < m_entries.size()) {
                const Entry &entry = m_entries[level];
                raw = !column.sumOf.empty() ? sumOf(at(entry.value, column.sumOf), column.path)
                    : column.path.empty()   ? Scalar(qint64(entry.place))
                                            : scalarOf(at(entry.value, column.path));
                if (!column.pointPath.empty()) {
                    raw = withPoint(raw, at(entry.value, column.pointPath));
                }
            } else if (column.path.empty()) {
                raw = qint64(place);
            }
            row.push_back(decoded(column, raw));
        }
        m_content.rows.push_back(std::move(row));
    }

    const TableDefinition &m_table;
    TableContent &m_content;
    std::vector<Entry> m_entries;
};

} // namespace

TableContent tableOf(const TableDefinition &table, const QByteArray &message)
{
    TableContent content;
    Rows(table, content).read(QJsonDocument::fromJson(message).object());
    return content;
}

QJsonArray tableJson(const TableDefinition &table, const TableContent &content)
{
    QJsonArray rows;
    for (const std::vector<Scalar> &cells : content.rows) {
        QJsonObject row;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            row.insert(table.columns[i].key, cells[i].view().toJson());
        }
        rows.append(row);
    }
    return rows;
}

QString cellText(const TableColumn &column, const Value &value)
{
    if (value.isNull()) {
        return u"–"_s;
    }
    FieldDefinition field;
    field.unit = column.unit;
    field.decimals = column.decimals;
    static const EncodingPtr plain = [] {
        Encoding encoding;
        encoding.id = u"plain"_s;
        encoding.kind = Encoding::Kind::Linear;
        encoding.decimals = -1;
        return std::make_shared<const Encoding>(std::move(encoding));
    }();
    field.encoding = column.encoding ? column.encoding : plain;
    return value.isText() ? shownText(value.toString()) : formatValue(field, value);
}

} // namespace ember

// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectiondelegate.h"

#include "connections/connectionsmodel.h"
#include "theme/celldelegate.h"
#include "theme/theme.h"

#include <QtGui/QPainter>
#include <QtGui/QTextLayout>
#include <QtWidgets/QAbstractItemView>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPad = metric::kGrid;
constexpr int kMark = kPad + metric::kIcon + kPad + 2; // where the words begin
constexpr int kMostLines = 6; // of a reason; the tool tip has the rest

QString cell(const QModelIndex &index, ConnectionsModel::Column column)
{
    return index.siblingAtColumn(column).data().toString();
}

// What stands below the name, a line each.
QStringList linesBelow(const QModelIndex &index)
{
    QString state = cell(index, ConnectionsModel::StateColumn);
    const QString last = cell(index, ConnectionsModel::LastMessageColumn);
    if (last != u"–"_s) {
        state += u" · "_s + last;
    }
    QStringList lines{state};
    const QString note = index.data(ConnectionsModel::NoteRole).toString();
    return note.isEmpty() ? lines : lines << note.split(u'\n');
}

// Why something is down must be readable without a pointer: long lines are wrapped, between words where that goes.
QStringList wrapped(const QString &text, const QFont &font, int width)
{
    QTextLayout layout(text, font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    QStringList lines;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        if (lines.size() == kMostLines - 1) {
            lines << QFontMetrics(font).elidedText(text.mid(line.textStart()), Qt::ElideRight, width);
            break;
        }
        lines << text.mid(line.textStart(), line.textLength());
    }
    layout.endLayout();
    return lines;
}

int widthForWords(const QStyleOptionViewItem &option)
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    const int width = option.rect.width() > 0 || !view ? option.rect.width() : view->viewport()->width();
    return std::max(width - kMark - metric::kPadding, 10 * metric::kPadding);
}

} // namespace

void ConnectionDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem plain = option;
    initStyleOption(&plain, index);
    CellDelegate::paintBackground(painter, plain, index);

    const QFontMetrics metrics(plain.font);
    QRect line = plain.rect.adjusted(kPad, kPad, -metric::kPadding, 0);
    line.setHeight(metrics.height());
    const int icon = metric::kIcon;
    plain.icon.paint(painter, QRect(line.left(), line.center().y() - icon / 2, icon, icon));
    line.setLeft(plain.rect.left() + kMark);

    const Theme &theme = Theme::instance();
    painter->save();
    painter->setFont(plain.font);
    const QString rate = cell(index, ConnectionsModel::RateColumn);
    painter->setPen(theme.color(ColorRole::DimText));
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, rate);
    painter->setPen(theme.color(ColorRole::Text));
    const int nameWidth = line.width() - metrics.horizontalAdvance(rate) - metric::kPadding;
    painter->drawText(
        line, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(plain.text, Qt::ElideMiddle, nameWidth));
    painter->setPen(theme.color(ColorRole::DimText));
    for (const QString &text : linesBelow(index)) {
        for (const QString &part : wrapped(text, plain.font, line.width())) {
            line.translate(0, metrics.height());
            painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter, part);
        }
    }
    painter->restore();
}

QSize ConnectionDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem plain = option;
    initStyleOption(&plain, index);
    const QFontMetrics metrics(plain.font);
    int height = metrics.height() + 2 * kPad;
    // The first column takes what the view has; a device stands one step to the right.
    const int indent = index.parent().isValid() ? 4 * metric::kGrid : 0;
    for (const QString &text : linesBelow(index)) {
        height += int(wrapped(text, plain.font, widthForWords(plain) - indent).size()) * metrics.height();
    }
    return {40 * metric::kGrid, height};
}

} // namespace ember

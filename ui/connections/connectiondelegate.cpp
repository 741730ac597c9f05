// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectiondelegate.h"

#include "connections/connectionsmodel.h"
#include "theme/theme.h"

#include <QtGui/QPainter>
#include <QtWidgets/QApplication>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPad = metric::kGrid;

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

} // namespace

void ConnectionDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem plain = option;
    initStyleOption(&plain, index);
    const QStyle *style = plain.widget ? plain.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &plain, painter, plain.widget);

    const QFontMetrics metrics(plain.font);
    QRect line = plain.rect.adjusted(kPad, kPad, -metric::kPadding, 0);
    line.setHeight(metrics.height());
    const int icon = metric::kIcon;
    plain.icon.paint(painter, QRect(line.left(), line.center().y() - icon / 2, icon, icon));
    line.setLeft(line.left() + icon + kPad + 2);

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
        line.translate(0, metrics.height());
        painter->drawText(
            line, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(text, Qt::ElideRight, line.width()));
    }
    painter->restore();
}

QSize ConnectionDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem plain = option;
    initStyleOption(&plain, index);
    const int lines = 1 + int(linesBelow(index).size());
    return {40 * metric::kGrid, lines * QFontMetrics(plain.font).height() + 2 * kPad};
}

} // namespace ember

// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgetchecks.h"

#include "theme/elidedlabel.h"
#include "theme/theme.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QEvent>
#include <QtGui/QAccessible>
#include <QtGui/QTextDocument>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QScrollBar>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QString nameOf(const QWidget &widget)
{
    QString name = QString::fromLatin1(widget.metaObject()->className()) + u" "_s + widget.objectName();
    if (const auto *label = qobject_cast<const QLabel *>(&widget)) {
        name += u" \""_s + label->text().left(60) + u"\""_s;
    } else if (const auto *button = qobject_cast<const QAbstractButton *>(&widget)) {
        name += u" \""_s + button->text() + u"\""_s;
    }
    return name;
}

bool isText(const QWidget &widget)
{
    const auto *label = qobject_cast<const QLabel *>(&widget);
    const auto *button = qobject_cast<const QAbstractButton *>(&widget);
    return (label && !label->text().isEmpty()) || (button && !button->text().isEmpty());
}

/// One that may be cut ends in an ellipsis and has the whole in its tool tip.
bool mayBeCut(const QWidget &widget)
{
    return qobject_cast<const ElidedLabel *>(&widget);
}

void checkText(const QWidget &widget, QStringList &complaints)
{
    const QSize needed = widget.sizePolicy().hasHeightForWidth() || widget.hasHeightForWidth()
        ? QSize(0, widget.heightForWidth(widget.width()))
        : widget.sizeHint();
    if (needed.width() > widget.width() && !mayBeCut(widget)) {
        complaints << u"cut: %1 needs %2 px and has %3"_s.arg(nameOf(widget)).arg(needed.width()).arg(widget.width());
    }
    if (needed.height() > widget.height()) {
        complaints << u"cut: %1 needs a height of %2 px and has %3"_s.arg(nameOf(widget))
                          .arg(needed.height())
                          .arg(widget.height());
    }
    const QPalette::ColorRole ground
        = widget.parentWidget() && qobject_cast<const QLabel *>(&widget) ? widget.backgroundRole() : QPalette::Button;
    const QPalette::ColorRole text
        = qobject_cast<const QLabel *>(&widget) ? widget.foregroundRole() : QPalette::ButtonText;
    if (widget.isEnabled()) {
        const double ratio = contrastRatio(widget.palette().color(text), widget.palette().color(ground));
        if (ratio < 4.5) {
            complaints << u"contrast %1: %2"_s.arg(ratio).arg(nameOf(widget));
        }
    }
}

/// Whether the widget scrolls inside another: then it may be larger than what is seen of it.
bool scrolls(const QWidget &widget)
{
    const auto *area
        = qobject_cast<const QScrollArea *>(widget.parentWidget() ? widget.parentWidget()->parentWidget() : nullptr);
    return area && area->widget() == &widget;
}

/// What lies on another on purpose: the chip over the log, buttons inside fields.
bool overlays(const QWidget &widget)
{
    return widget.objectName() == u"newRowsChip"_s || qobject_cast<const QLineEdit *>(widget.parentWidget());
}

QList<const QWidget *> shownChildren(const QWidget &parent)
{
    QList<const QWidget *> shown;
    for (const QObject *child : parent.children()) {
        const auto *widget = qobject_cast<const QWidget *>(child);
        if (widget && widget->isVisible() && !widget->isWindow() && !widget->size().isEmpty()) {
            shown << widget;
        }
    }
    return shown;
}

void checkChildren(const QWidget &parent, QStringList &complaints)
{
    const QList<const QWidget *> children = shownChildren(parent);
    const bool laidOut = !qobject_cast<const QAbstractScrollArea *>(&parent);
    for (qsizetype i = 0; i < children.size(); ++i) {
        const QWidget &child = *children.at(i);
        if (laidOut && !scrolls(child) && !parent.rect().contains(child.geometry())) {
            complaints << u"outside of %1: %2"_s.arg(nameOf(parent), nameOf(child));
        }
        for (qsizetype j = i + 1; laidOut && j < children.size(); ++j) {
            const bool onPurpose = overlays(child) || overlays(*children.at(j));
            if (!onPurpose && child.geometry().intersects(children.at(j)->geometry())) {
                complaints << u"on each other: %1, %2"_s.arg(nameOf(child), nameOf(*children.at(j)));
            }
        }
        if (isText(child)) {
            checkText(child, complaints);
        }
        checkChildren(child, complaints);
    }
}

} // namespace

QStringList complaintsAbout(const QWidget &window)
{
    for (int level = 0; level < 4; ++level) { // texts that have just changed get their room first
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    }
    QStringList complaints;
    checkChildren(window, complaints);
    return complaints;
}

QStringList namelessWidgets(const QWidget &window)
{
    QStringList nameless;
    for (QWidget *widget : window.findChildren<QWidget *>()) {
        const bool inside = qobject_cast<const QComboBox *>(widget->parentWidget())
            || widget->objectName().startsWith(u"qt_spinbox"_s) || qobject_cast<const QScrollBar *>(widget);
        if (!(widget->focusPolicy() & Qt::TabFocus) || inside || widget->isWindow() || widget->window() != &window) {
            continue;
        }
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
        if (!interface || interface->text(QAccessible::Name).trimmed().isEmpty()) {
            nameless << nameOf(*widget);
        }
    }
    return nameless;
}

void keepPicture(QWidget &window, const QString &name)
{
    const QString folder = qEnvironmentVariable("EMBER_GALLERY");
    if (!folder.isEmpty() && QDir().mkpath(folder)) {
        window.grab().save(QDir(folder).filePath(name + u".png"_s));
    }
}

} // namespace ember

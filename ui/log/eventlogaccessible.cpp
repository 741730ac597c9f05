// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/eventlogaccessible.h"

#include "log/eventlogview.h"

#include <QtGui/QAccessible>
#include <QtWidgets/QAccessibleWidget>

#include <vector>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

/// The n-th row on the screen. Asks the view each time: rows move under it.
class AccessibleRow final : public QAccessibleInterface
{
public:
    AccessibleRow(EventLogView *view, int index)
        : m_view(view)
        , m_index(index)
    {
    }

    bool isValid() const override { return m_view && m_index < m_view->visibleRowCount(); }
    QObject *object() const override { return nullptr; }
    QWindow *window() const override { return m_view ? m_view->window()->windowHandle() : nullptr; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_view.data()); }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }

    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Name && isValid() ? m_view->rowText(m_index).replace(u'\t', u", "_s) : QString();
    }
    void setText(QAccessible::Text, const QString &) override { }

    QRect rect() const override
    {
        if (!isValid()) {
            return {};
        }
        const QRect row = m_view->rowRect(m_index);
        return {m_view->viewport()->mapToGlobal(row.topLeft()), row.size()};
    }

    QAccessible::State state() const override
    {
        QAccessible::State state;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        state.selectable = true;
        state.focusable = true;
        state.readOnly = true;
        state.selected = m_view->selectedRow() == m_view->visibleRow(m_index);
        state.focused = state.selected && m_view->hasFocus();
        return state;
    }

private:
    QPointer<EventLogView> m_view;
    int m_index;
};

class AccessibleLog final : public QAccessibleWidget
{
public:
    explicit AccessibleLog(EventLogView *view)
        : QAccessibleWidget(view, QAccessible::List)
        , m_view(view)
    {
    }
    ~AccessibleLog() override
    {
        for (const QAccessible::Id id : m_rows) {
            QAccessible::deleteAccessibleInterface(id);
        }
    }

    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Description && isValid() ? m_view->noticeText() : QAccessibleWidget::text(kind);
    }
    int childCount() const override { return isValid() ? m_view->visibleRowCount() : 0; }

    QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount()) {
            return nullptr;
        }
        while (m_rows.size() <= std::size_t(index)) {
            m_rows.push_back(QAccessible::registerAccessibleInterface(new AccessibleRow(m_view, int(m_rows.size()))));
        }
        return QAccessible::accessibleInterface(m_rows[std::size_t(index)]);
    }

    int indexOfChild(const QAccessibleInterface *row) const override
    {
        for (std::size_t index = 0; index < m_rows.size(); ++index) {
            if (QAccessible::accessibleInterface(m_rows[index]) == row) {
                return int(index);
            }
        }
        return -1;
    }

    QAccessibleInterface *childAt(int x, int y) const override
    {
        for (int index = 0; index < childCount(); ++index) {
            QAccessibleInterface *row = child(index);
            if (row->rect().contains(x, y)) {
                return row;
            }
        }
        return nullptr;
    }

    QAccessibleInterface *focusChild() const override
    {
        for (int index = 0; index < childCount(); ++index) {
            if (child(index)->state().focused) {
                return child(index);
            }
        }
        return QAccessibleWidget::focusChild();
    }

private:
    EventLogView *m_view;
    mutable std::vector<QAccessible::Id> m_rows;
};

QAccessibleInterface *makeAccessible(const QString &className, QObject *object)
{
    auto *view = className == "ember::EventLogView"_L1 ? qobject_cast<EventLogView *>(object) : nullptr;
    return view ? new AccessibleLog(view) : nullptr;
}

} // namespace

void installEventLogAccessibility()
{
    static const bool installed = [] {
        QAccessible::installFactory(makeAccessible);
        return true;
    }();
    Q_UNUSED(installed)
}

void announceSelection(EventLogView *view)
{
    if (!QAccessible::isActive()) {
        return;
    }
    for (int index = 0; index < view->visibleRowCount(); ++index) {
        if (view->selectedRow() == view->visibleRow(index)) {
            QAccessibleEvent event(view, QAccessible::Focus);
            event.setChild(index);
            QAccessible::updateAccessibility(&event);
            return;
        }
    }
}

} // namespace ember

// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/expressioncompleter.h"

#include <ember/expression/expression.h>

#include <QtCore/QStringList>
#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

#include <optional>

class QLabel;
class QLineEdit;

namespace ember {

class IconLabel;

/// The line that says which rows the log shows, in the language of design.md §7. Applies what is typed on Enter and
/// after a short pause. A wrong text is marked, with what is wrong and where under it, and changes nothing else: the
/// rows of the last right filter stay. Lives on the GUI thread.
///
/// Keys: Up and Down go through earlier filters, Esc clears.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds kPause{400}; ///< after typing, before it applies by itself
    static constexpr int kHistory = 50; ///< filters remembered

    /// `texts`: names and sources for the completion inside quotes.
    explicit FilterBar(ExpressionCompleter::Texts texts, QWidget *parent = nullptr);

    [[nodiscard]] QString text() const;
    /// The text of the filter in force; empty: none.
    [[nodiscard]] const QString &appliedText() const noexcept { return m_applied; }
    [[nodiscard]] bool hasError() const;

    /// Says how many rows are shown; `scanning`: more may come.
    void setCount(quint64 shown, quint64 all, bool scanning);

    [[nodiscard]] QStringList history() const { return m_history; }
    void setHistory(const QStringList &history) { m_history = history; }

public Q_SLOTS:
    /// Fills the line and applies it at once.
    void apply(const QString &text);
    /// Gives the line the keyboard, its text selected.
    void focusEdit();

Q_SIGNALS:
    /// The person wants to leave the empty filter: Esc.
    void left();
    /// A right filter is in force now; none: every row passes.
    void filterChanged(const std::optional<ember::Expression> &filter);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void applyNow();
    void showError(const ExpressionError &error);
    void clearError();
    void remember(const QString &text);
    void stepHistory(int step);

    QLineEdit *m_edit;
    QLabel *m_count;
    IconLabel *m_errorMark;
    QLabel *m_error;
    ExpressionCompleter *m_completer;
    QTimer m_pause;
    QString m_applied;
    QStringList m_history; // newest last
    qsizetype m_historyPlace = -1;
    QString m_draft; // what was typed before the history was opened
};

} // namespace ember

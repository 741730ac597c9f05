// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/filterbar.h"

#include "log/figures.h"
#include "theme/iconlabel.h"
#include "theme/theme.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kExcerpt = 60; // characters of a long filter shown around its error

/// The filter with the wrong part underlined, shortened around it when it is long.
QString errorExcerpt(const QString &text, const ExpressionError &error)
{
    const qsizetype column = qBound<qsizetype>(0, error.column, text.size());
    const qsizetype begin = text.size() <= kExcerpt ? 0 : qMax<qsizetype>(0, column - kExcerpt / 2);
    const qsizetype end = qMin(text.size(), begin + kExcerpt);
    const qsizetype wrongEnd = qBound(column, column + error.length, end);
    // At the end of the text something is missing: an empty place stands for it.
    const QString wrong = wrongEnd > column ? text.mid(column, wrongEnd - column).toHtmlEscaped() : u"&nbsp;&nbsp;"_s;
    return (begin > 0 ? u"…"_s : QString()) + text.mid(begin, column - begin).toHtmlEscaped() + u"<u>" + wrong + u"</u>"
        + text.mid(wrongEnd, end - wrongEnd).toHtmlEscaped() + (end < text.size() ? u"…"_s : QString());
}

} // namespace

FilterBar::FilterBar(ExpressionCompleter::Texts texts, QWidget *parent)
    : QWidget(parent)
    , m_edit(new QLineEdit(this))
    , m_count(new QLabel(this))
    , m_errorMark(new IconLabel(Theme::markIcon(StateMark::Bad), metric::kIcon, this))
    , m_error(new QLabel(this))
    , m_completer(new ExpressionCompleter(m_edit, std::move(texts)))
{
    setObjectName(u"filterBar"_s);
    m_edit->setObjectName(u"filterEdit"_s);
    m_edit->setAccessibleName(tr("Filter of the event log"));
    m_edit->setPlaceholderText(tr("Filter, for example: name == \"device.temperature_changed\" and data.new > 50"));
    m_edit->setToolTip(
        tr("Shows only the rows that match. Enter applies, Esc clears, Up and Down bring earlier filters."));
    m_edit->setClearButtonEnabled(true);
    m_edit->setMaxLength(int(Expression::kMaxLength));
    m_edit->installEventFilter(this);
    m_count->setObjectName(u"filterCount"_s);
    m_count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_error->setObjectName(u"filterError"_s);
    m_error->setTextFormat(Qt::RichText);
    m_error->setWordWrap(true);
    m_error->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(metric::kPadding, metric::kGrid, metric::kPadding, metric::kGrid);
    layout->setHorizontalSpacing(metric::kPadding);
    layout->setVerticalSpacing(metric::kGrid);
    layout->addWidget(m_edit, 0, 0, 1, 2);
    layout->addWidget(m_count, 0, 2);
    layout->addWidget(m_errorMark, 1, 0, Qt::AlignTop);
    layout->addWidget(m_error, 1, 1, 1, 2);
    layout->setColumnStretch(1, 1);
    setFocusProxy(m_edit);
    clearError();

    m_pause.setSingleShot(true);
    m_pause.setInterval(kPause);
    connect(&m_pause, &QTimer::timeout, this, &FilterBar::applyNow);
    connect(m_edit, &QLineEdit::textChanged, this, [this] {
        m_pause.start();
        m_historyPlace = -1;
    });
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        if (hasError()) {
            applyNow(); // its colours stand in the text
        }
    });
    connect(m_edit, &QLineEdit::returnPressed, this, [this] {
        applyNow();
        if (!hasError()) {
            remember(m_edit->text());
        }
    });
}

QString FilterBar::text() const
{
    return m_edit->text();
}

bool FilterBar::hasError() const
{
    return !m_error->text().isEmpty();
}

void FilterBar::setCount(quint64 shown, quint64 all, bool scanning)
{
    QString text = tr("%1 of %2 shown").arg(countText(shown), countText(all));
    if (scanning) {
        text += u" · " + tr("scanning…");
    }
    if (text != m_count->text()) {
        m_count->setText(text);
    }
}

void FilterBar::apply(const QString &text)
{
    m_edit->setText(text);
    applyNow();
    if (!hasError()) {
        remember(text);
    }
}

void FilterBar::focusEdit()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void FilterBar::applyNow()
{
    m_pause.stop();
    const QString text = m_edit->text();
    if (text.trimmed().isEmpty()) {
        clearError();
        if (!m_applied.isEmpty()) {
            m_applied.clear();
            Q_EMIT filterChanged(std::nullopt);
        }
        return;
    }
    ExpressionError error;
    const Result<Expression> parsed = Expression::parse(text, ExpressionRoots::Log, &error);
    if (!parsed) {
        showError(error);
        return;
    }
    clearError();
    if (text != m_applied) {
        m_applied = text;
        Q_EMIT filterChanged(*parsed);
    }
}

void FilterBar::showError(const ExpressionError &error)
{
    m_error->setText(error.message.toHtmlEscaped() + u"<br>"
        + u"<span style=\"color:%1\">%2</span>"_s.arg(
            Theme::instance().color(ColorRole::DimText).name(), errorExcerpt(m_edit->text(), error)));
    m_error->setAccessibleName(error.message);
    m_error->show();
    m_errorMark->show();
    QPalette palette = m_edit->palette();
    palette.setColor(QPalette::Text, Theme::instance().color(ColorRole::Bad));
    m_edit->setPalette(palette);
}

void FilterBar::clearError()
{
    m_error->clear();
    m_error->hide();
    m_errorMark->hide();
    m_edit->setPalette(QPalette());
}

// --- History ---------------------------------------------------------------------------------------------------------

void FilterBar::remember(const QString &text)
{
    if (text.trimmed().isEmpty()) {
        return;
    }
    m_history.removeAll(text);
    m_history.append(text);
    if (m_history.size() > kHistory) {
        m_history.removeFirst();
    }
    m_historyPlace = -1;
}

void FilterBar::stepHistory(int step)
{
    if (m_history.isEmpty()) {
        return;
    }
    const qsizetype from = m_historyPlace < 0 ? m_history.size() : m_historyPlace;
    if (m_historyPlace < 0) {
        m_draft = m_edit->text();
    }
    const qsizetype to = qBound<qsizetype>(0, from + step, m_history.size());
    m_edit->setText(to == m_history.size() ? m_draft : m_history.at(to));
    m_historyPlace = to == m_history.size() ? -1 : to; // after setText, which leaves the history
}

bool FilterBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress && !m_completer->isOpen()) {
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Up:
            stepHistory(-1);
            return true;
        case Qt::Key_Down:
            stepHistory(1);
            return true;
        case Qt::Key_Escape:
            if (m_edit->text().isEmpty()) {
                Q_EMIT left();
            }
            apply({});
            return true;
        default:
            break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace ember

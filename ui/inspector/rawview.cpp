// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/rawview.h"

#include "inspector/rawtext.h"
#include "log/figures.h"
#include "theme/elidedlabel.h"
#include "theme/theme.h"

#include <ember/device/delivery.h>

#include <QtCore/QJsonDocument>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtGui/QTextCursor>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

/// Laying out one line takes as long as it is: longer ones are broken for display once a message is large.
constexpr qsizetype kLongestLine = 4'000;

/// Where to cut so that no UTF-8 sequence is torn.
qsizetype wholeCharacters(QByteArrayView bytes, qsizetype end)
{
    while (end > 0 && end < bytes.size() && (static_cast<unsigned char>(bytes[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return end;
}

} // namespace

RawView::RawView(QWidget *parent)
    : QWidget(parent)
    , m_text(new QPlainTextEdit(this))
    , m_info(new ElidedLabel(this))
    , m_indent(new QCheckBox(tr("Indent JSON"), this))
    , m_all(new QPushButton(this))
{
    m_text->setObjectName(u"rawView"_s);
    m_text->setAccessibleName(tr("Message as received"));
    m_text->setReadOnly(true);
    m_text->setUndoRedoEnabled(false);
    m_text->document()->setDocumentMargin(metric::kPadding);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFont(Theme::instance().font(FontRole::Mono));
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_info->setObjectName(u"rawInfo"_s);
    m_info->setForegroundRole(QPalette::PlaceholderText);
    m_indent->setObjectName(u"rawIndent"_s);
    m_all->setObjectName(u"rawShowAll"_s);
    m_all->setAccessibleName(tr("Show all of the message"));
    auto *copy = new QPushButton(tr("Copy all"), this);
    copy->setToolTip(tr("Copies the whole message, also what is not shown"));

    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(metric::kPadding, metric::kGrid, metric::kPadding, metric::kGrid);
    bar->addWidget(m_info, 1);
    bar->addWidget(m_all);
    bar->addWidget(m_indent);
    bar->addWidget(copy);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_text, 1);
    setTabOrder(m_all, m_indent);
    setTabOrder(m_indent, copy);
    setTabOrder(copy, m_text);

    connect(m_indent, &QCheckBox::toggled, this, &RawView::start);
    connect(m_all, &QPushButton::clicked, this, &RawView::showAll);
    connect(copy, &QPushButton::clicked, this,
        [this] { QGuiApplication::clipboard()->setText(QString::fromUtf8(m_bytes)); });
    connect(
        &Theme::instance(), &Theme::changed, this, [this] { m_text->setFont(Theme::instance().font(FontRole::Mono)); });
    connect(&m_timer, &QTimer::timeout, this, &RawView::addSlice);
    m_timer.setInterval(0);
    clear();
}

void RawView::showMessageOf(const Event &event)
{
    const QByteArray raw = event.payload() ? event.payload()->raw() : QByteArray();
    m_made = raw.isEmpty();
    m_delivery = deliveryWords(event);
    m_bytes = m_made ? QJsonDocument(toCloudEvent(event)).toJson(QJsonDocument::Indented) : raw;
    start();
}

void RawView::showBytes(const QByteArray &bytes)
{
    m_made = false;
    m_delivery.clear();
    m_bytes = bytes;
    start();
}

void RawView::clear()
{
    m_made = false;
    m_bytes.clear();
    start();
}

bool RawView::isComplete() const
{
    return m_shown >= m_shownBytes.size();
}

void RawView::showAll()
{
    if (!isComplete()) {
        m_timer.start();
    }
    showInfo();
}

/// Shows the first part of what is to be shown now.
void RawView::start()
{
    m_timer.stop();
    m_text->clear();
    m_shown = 0;
    m_column = 0;
    m_broken = false;
    const qsizetype head = wholeCharacters(m_bytes, qMin(kFirstPart, m_bytes.size()));
    m_hex = !isShowableText(QByteArrayView(m_bytes).first(head));
    const bool canIndent = !m_hex && !m_made && m_bytes.size() <= kIndentLimit;
    m_indent->setEnabled(canIndent);
    m_indent->setToolTip(canIndent ? tr("Breaks and indents JSON; its texts and numbers stay as received")
                                   : tr("Only for JSON messages of up to %1").arg(sizeText(kIndentLimit)));
    m_shownBytes = m_bytes;
    if (canIndent && m_indent->isChecked()) {
        m_shownBytes = indentedJson(m_bytes).value_or(m_bytes);
    }
    append(QByteArrayView(m_shownBytes).first(wholeCharacters(m_shownBytes, qMin(kFirstPart, m_shownBytes.size()))));
    m_text->moveCursor(QTextCursor::Start);
    showInfo();
}

void RawView::addSlice()
{
    const QByteArrayView bytes(m_shownBytes);
    const qsizetype end = wholeCharacters(bytes, qMin(m_shown + kSlice, bytes.size()));
    const QByteArrayView part = bytes.sliced(m_shown, end - m_shown);
    if (!m_hex && !isShowableText(part)) {
        // It looked like text so far: begin again in hexadecimal, and go on to the end.
        m_hex = true;
        m_shown = 0;
        m_text->clear();
        showInfo();
        return;
    }
    append(part);
    if (isComplete()) {
        m_timer.stop();
    }
    showInfo();
}

void RawView::append(QByteArrayView part)
{
    QTextCursor cursor(m_text->document());
    cursor.movePosition(QTextCursor::End);
    const qsizetype offset = m_shown;
    m_shown += part.size();
    if (m_hex) {
        cursor.insertText(hexDump(part, offset));
        return;
    }
    const bool large = m_shownBytes.size() > kFirstPart;
    const QString text = QString::fromUtf8(part);
    qsizetype begin = 0;
    while (large && begin < text.size()) {
        const qsizetype lineEnd = text.indexOf(u'\n', begin);
        const qsizetype rest = (lineEnd < 0 ? text.size() : lineEnd) - begin;
        if (m_column + rest <= kLongestLine) {
            const qsizetype length = lineEnd < 0 ? rest : rest + 1;
            cursor.insertText(text.mid(begin, length));
            m_column = lineEnd < 0 ? m_column + rest : 0;
            begin += length;
        } else {
            const qsizetype length = kLongestLine - m_column;
            cursor.insertText(text.mid(begin, length));
            cursor.insertBlock();
            m_column = 0;
            m_broken = true;
            begin += length;
        }
    }
    if (!large) {
        cursor.insertText(text);
    }
}

void RawView::showInfo()
{
    QStringList parts;
    if (m_bytes.isEmpty()) {
        m_info->clear();
        m_all->hide();
        return;
    }
    if (m_made) {
        parts << tr("Made by the program, not received: its CloudEvents JSON");
    } else {
        parts << sizeText(m_bytes.size()) << (m_hex ? tr("not text: shown in hexadecimal") : tr("exactly as received"))
              << m_delivery;
    }
    if (!isComplete()) {
        parts << tr("the first %1 shown").arg(sizeText(m_shown));
    }
    if (m_broken) {
        parts << tr("long lines broken here for display");
    }
    m_info->setText(parts.join(u" · "_s));
    m_all->setVisible(!isComplete() && !m_timer.isActive());
    m_all->setText(tr("Show all %1").arg(sizeText(m_shownBytes.size())));
}

} // namespace ember

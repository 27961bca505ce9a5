using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;
using Analytics.Core.EventLog;
using Analytics.Core.Text;

namespace Analytics.Local.Importing;

/// <summary>Reads the lines of one file, converts them to events and writes batches, a few ahead of the sender.</summary>
/// <param name="converter">Converts lines to events.</param>
/// <param name="report">Counts the lines.</param>
/// <param name="file">The file's name if there are several files; otherwise null.</param>
/// <param name="linesBefore">Number of lines of the files before it.</param>
/// <param name="after">
/// The line, counted over all files, up to which everything was sent before. Lines up to it are read but not sent.
/// </param>
/// <param name="takesLastLine">
/// True to convert a last line without a line feed in every format; otherwise it is held back where it could be a part of a line.
/// </param>
internal sealed class BatchReader(
    ILineConverter converter,
    ImportReport report,
    string? file = null,
    long linesBefore = 0,
    long after = 0,
    bool takesLastLine = false
)
{
    private readonly ArrayBufferWriter<byte> _event = new(4096);
    private ImportBatch _batch = new(file);
    private long _line;
    private long _firstLine;

    /// <summary>Number of lines read, of this file and those before it.</summary>
    public long Lines => linesBefore + _line;

    /// <summary>
    /// Reads the stream to its end and writes its batches. If the stream is damaged, the lines before the damage are written.
    /// </summary>
    public async Task RunAsync(Stream content, ChannelWriter<ImportBatch> output, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(
            content,
            new StreamPipeReaderOptions(bufferSize: 256 * 1024, minimumReadSize: 64 * 1024, leaveOpen: true)
        );
        try
        {
            await ReadAsync(reader, output, cancellationToken);
        }
        catch (Exception exception) when (DamagedFile.IsCause(exception))
        {
            // The lines before the damage count.
            await FlushAsync(output, cancellationToken);
            throw;
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private async Task ReadAsync(PipeReader reader, ChannelWriter<ImportBatch> output, CancellationToken cancellationToken)
    {
        for (var completed = false; !completed; )
        {
            var result = await reader.ReadAsync(cancellationToken);
            var rest = result.Buffer;
            for (var before = rest.Length; TryTakeLine(ref rest, result.IsCompleted, out var line); before = rest.Length)
            {
                Convert(line, hasLineFeed: before - rest.Length > line.Length);
                await AddAsync(output, cancellationToken);
            }

            completed = result.IsCompleted;
            reader.AdvanceTo(rest.Start, rest.End);
        }

        await FlushAsync(output, cancellationToken);
    }

    /// <summary>Adds the events of a line to the batch, which is full before the last of them if a line has very many.</summary>
    private async ValueTask AddAsync(ChannelWriter<ImportBatch> output, CancellationToken cancellationToken)
    {
        for (var events = _event.WrittenMemory; !events.IsEmpty; )
        {
            var length = events.Span.IndexOf((byte)'\n') + 1;
            if (_batch.LineNumbers.Count == EventLimits.BatchEvents || _batch.Body.WrittenCount + length > EventLimits.BatchBytes)
            {
                await FlushAsync(output, cancellationToken);
            }

            _batch.Body.Write(events.Span[..length]);
            _batch.LineNumbers.Add(_firstLine);
            events = events[length..];

            // An import goes on after whole lines alone: the events of a line that was sent in part are sent again.
            _batch.LinesBefore = events.IsEmpty ? Lines : linesBefore + _firstLine - 1;
        }
    }

    private async ValueTask FlushAsync(ChannelWriter<ImportBatch> output, CancellationToken cancellationToken)
    {
        if (_batch.LineNumbers.Count > 0)
        {
            await output.WriteAsync(_batch, cancellationToken);
            _batch = new ImportBatch(file);
        }
    }

    private bool TryTakeLine(ref ReadOnlySequence<byte> buffer, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (converter.HasQuotedLineBreaks)
        {
            return CsvRecords.TryTake(ref buffer, isLast, EventLimits.EventBytes, out line);
        }

        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        line = buffer;
        if (isLast && !buffer.IsEmpty)
        {
            buffer = buffer.Slice(buffer.End);
            return true;
        }

        // A line that never ends is not a line of a log: it is dropped in pieces rather than held in memory.
        if (buffer.Length > EventLimits.EventBytes)
        {
            buffer = buffer.Slice(buffer.End);
            return true;
        }

        return false;
    }

    private void Convert(in ReadOnlySequence<byte> line, bool hasLineFeed)
    {
        _firstLine = _line + 1;
        _line += 1 + LineBreaks(line);
        _event.ResetWrittenCount();
        if (line.Length > EventLimits.EventBytes)
        {
            report.Skip(SkipReasons.Malformed, file, _firstLine);
        }
        else if (line.IsSingleSegment)
        {
            Convert(line.FirstSpan, hasLineFeed);
        }
        else
        {
            Convert(line.ToArray(), hasLineFeed);
        }
    }

    private long LineBreaks(in ReadOnlySequence<byte> line)
    {
        long breaks = 0;
        if (converter.HasQuotedLineBreaks)
        {
            foreach (var segment in line)
            {
                breaks += segment.Span.Count((byte)'\n');
            }
        }

        return breaks;
    }

    private void Convert(ReadOnlySpan<byte> line, bool hasLineFeed)
    {
        // Editors write a byte order mark at the start of a file, and joined files have several.
        line = line.StartsWith("\uFEFF"u8) ? line[3..] : line;
        if (line.Trim(" \t\r"u8).IsEmpty)
        {
            return;
        }

        // The id of an event derives from its line, so the beginning of a line would be another event than the line.
        if (!hasLineFeed && !takesLastLine && !converter.NeedsWholeLines)
        {
            report.Skip(SkipReasons.NoLineFeed, file, _firstLine);
        }
        else if (ConvertOrExplain(line) is { } reason)
        {
            report.Skip(reason, file, _firstLine);
        }
        else if (Lines <= after)
        {
            report.Skip(SkipReasons.SentBefore, file, _firstLine);
            _event.ResetWrittenCount();
        }
        else
        {
            report.Convert();
        }
    }

    /// <summary>Converts a line. A line on which the converter fails is skipped like a malformed one: no line ends an import.</summary>
    private string? ConvertOrExplain(ReadOnlySpan<byte> line)
    {
        try
        {
            return converter.Convert(line, _event);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _event.ResetWrittenCount();
            return $"{SkipReasons.Malformed} ({exception.GetType().Name})";
        }
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using Analytics.Core.EventLog;

namespace Analytics.Core.Archives;

/// <summary>
/// Rewrites the files of Event Hubs Capture, one file per piece. The event hub itself cannot be rewritten: it deletes messages by its own
/// retention, and since the archive reads the files first, captured messages are never read from the hub again. Thread-safe.
/// </summary>
/// <remarks>
/// A cursor consists of the window of the last file (Unix seconds), "|", and the hub's number of the last message. Messages that are in no
/// file are awaited while the hub keeps them, since Capture may still write them. Once they have left the hub, their files were deleted by
/// the lifecycle of the archive, and there is nothing to rewrite.
/// </remarks>
/// <param name="files">The files.</param>
/// <param name="hub">The event hub with the port's numbers.</param>
/// <param name="toHubNumber">Converts a number of the port to the hub's own number, which differs if the hub was recreated.</param>
public sealed class CaptureEraser(ICaptureFiles files, IEventLog hub, Func<long, long> toHubNumber) : IArchiveEraser
{
    private readonly ConcurrentDictionary<int, Listing> _listings = new();

    /// <inheritdoc/>
    public async Task<RewrittenPiece> RewriteNextAsync(
        int partition,
        string? cursor,
        long upTo,
        Func<LogRecord, ReadOnlyMemory<byte>?> rewrite,
        CancellationToken cancellationToken
    )
    {
        var (window, last) = Parse(cursor);
        var end = toHubNumber(upTo);
        var next = await NextAsync(partition, window, cancellationToken);
        if (next is null && last < end)
        {
            if (!await HasLeftHubAsync(partition, upTo, cancellationToken))
            {
                throw new IOException($"Event Hubs Capture has written partition {partition} up to message {last}; {end} is awaited.");
            }

            // Capture may have written the file between the two questions.
            next = await NextAsync(partition, window, cancellationToken);
        }

        if (next is not { } name)
        {
            return new(cursor, IsLast: true);
        }

        last = await RewriteAsync(name, record => record.SequenceNumber > end ? null : rewrite(record), cancellationToken) ?? last;
        if (last > end)
        {
            // A later call, for messages after those, reads the file again.
            return new(cursor, IsLast: true);
        }

        return new(string.Create(CultureInfo.InvariantCulture, $"{name.Window.ToUnixTimeSeconds()}|{last}"), IsLast: last >= end);
    }

    /// <inheritdoc/>
    public Task PurgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Returns true if the hub has had a message and keeps it no longer.</summary>
    private async Task<bool> HasLeftHubAsync(int partition, long sequenceNumber, CancellationToken cancellationToken)
    {
        if (await hub.LastSequenceNumberAsync(partition, cancellationToken) < sequenceNumber)
        {
            return false;
        }

        var records = await hub.ReadAsync(partition, sequenceNumber - 1, maxBytes: 1, cancellationToken);
        return records.Count == 0 || records[0].SequenceNumber > sequenceNumber;
    }

    /// <summary>Returns the first file after a window. A listing is reused while it is read in order.</summary>
    private async Task<CaptureName?> NextAsync(int partition, long window, CancellationToken cancellationToken)
    {
        if (!_listings.TryRemove(partition, out var listed) || listed.After != window || listed.Names.Count == 0)
        {
            listed = new(window, []);
            await foreach (var (name, _) in files.ListAsync(partition, cancellationToken))
            {
                if (name.Window.ToUnixTimeSeconds() > window)
                {
                    listed.Names.Enqueue(name);
                }
            }
        }

        if (!listed.Names.TryDequeue(out var next))
        {
            return null;
        }

        _listings[partition] = listed with { After = next.Window.ToUnixTimeSeconds() };
        return next;
    }

    /// <summary>Reads a file, and rewrites it if any message changes.</summary>
    /// <returns>The number of its last message; null without any.</returns>
    private async Task<long?> RewriteAsync(
        CaptureName name,
        Func<LogRecord, ReadOnlyMemory<byte>?> rewrite,
        CancellationToken cancellationToken
    )
    {
        var rewritten = new Dictionary<long, ReadOnlyMemory<byte>>();
        var content = await files.OpenAsync(name, cancellationToken);
        long? last;
        await using (content)
        {
            (_, last) = await CaptureRewriter.CopyAsync(
                content,
                name.Partition,
                record =>
                {
                    if (rewrite(record) is { } body)
                    {
                        rewritten[record.SequenceNumber] = body;
                    }

                    return null;
                },
                Stream.Null,
                cancellationToken
            );
        }

        if (rewritten.Count > 0)
        {
            await files.ReplaceAsync(name, WriteAsync, cancellationToken);
        }

        return last;

        async Task WriteAsync(Stream target)
        {
            var again = await files.OpenAsync(name, cancellationToken);
            await using (again)
            {
                await CaptureRewriter.CopyAsync(
                    again,
                    name.Partition,
                    record => rewritten.TryGetValue(record.SequenceNumber, out var body) ? body : default(ReadOnlyMemory<byte>?),
                    target,
                    cancellationToken
                );
            }
        }
    }

    /// <summary>The files after a window.</summary>
    private sealed record Listing(long After, Queue<CaptureName> Names);

    private static (long Window, long Last) Parse(string? cursor) =>
        cursor?.Split('|') is [var window, var last]
            ? (long.Parse(window, CultureInfo.InvariantCulture), long.Parse(last, CultureInfo.InvariantCulture))
            : (long.MinValue, 0);
}

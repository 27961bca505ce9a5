using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Analytics.Core.Archives;
using Analytics.Core.EventLog;

namespace Analytics.Testing.Drivers;

/// <summary>Captured files in memory, written as Event Hubs Capture does. Counts what is opened and listed.</summary>
public sealed class InMemoryCaptureFiles : ICaptureFiles
{
    private const string Schema = """
        {"type":"record","name":"EventData","namespace":"Microsoft.ServiceBus.Messaging","fields":[{"name":"SequenceNumber","type":"long"},{"name":"EnqueuedTimeUtc","type":"string"},{"name":"Body","type":["null","bytes"]}]}
        """;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<(int Partition, DateTimeOffset Window), byte[]> _files = [];

    /// <summary>Files opened, by name, as often as they were.</summary>
    public List<CaptureName> Opened { get; } = [];

    /// <summary>Names listed.</summary>
    public int Listed { get; private set; }

    /// <summary>If set, called before a file is opened; may throw.</summary>
    public Action<CaptureName>? Opening { get; set; }

    /// <summary>Writes the file of a window; empty without messages.</summary>
    public void Write(int partition, DateTimeOffset window, params IEnumerable<LogRecord> records)
    {
        lock (_gate)
        {
            _files[(partition, window)] = Encode([.. records]);
        }
    }

    /// <summary>
    /// Writes all records of a partition, some a file, at the time of the first, with an empty file before each as of a quiet window.
    /// </summary>
    public void Capture(int partition, IEnumerable<LogRecord> records, int perFile)
    {
        foreach (var file in records.Chunk(perFile))
        {
            var window = DateTimeOffset.FromUnixTimeSeconds(file[0].EnqueuedTime.ToUnixTimeSeconds());
            Write(partition, window.AddSeconds(-1));
            Write(partition, window, file);
        }
    }

    public void Delete(int partition, DateTimeOffset window)
    {
        lock (_gate)
        {
            _files.Remove((partition, window));
        }
    }

    /// <summary>Exchanges a file's bytes.</summary>
    public void Damage(int partition, DateTimeOffset window)
    {
        lock (_gate)
        {
            _files[(partition, window)] = _files[(partition, window)][..^5];
        }
    }

    public async IAsyncEnumerable<CaptureEntry> ListAsync(int partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CaptureEntry[] entries;
        lock (_gate)
        {
            entries =
            [
                .. _files
                    .Where(file => file.Key.Partition == partition)
                    .Select(file => new CaptureEntry(new(partition, file.Key.Window), file.Value.Length)),
            ];
        }

        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            Listed++;
            yield return entry;
        }
    }

    public async ValueTask<Stream> OpenAsync(CaptureName name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.Yield();
        Opening?.Invoke(name);
        lock (_gate)
        {
            Opened.Add(name);
            return _files.TryGetValue((name.Partition, name.Window), out var bytes)
                ? new MemoryStream(bytes)
                : throw new FileNotFoundException($"{name}");
        }
    }

    public async Task ReplaceAsync(CaptureName name, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        var content = new MemoryStream();
        await write(content);
        lock (_gate)
        {
            _files[(name.Partition, name.Window)] = content.ToArray();
        }
    }

    /// <summary>The bytes of a file.</summary>
    public static byte[] Encode(params ReadOnlySpan<LogRecord> records)
    {
        var sync = Enumerable.Range(1, 16).Select(i => (byte)i).ToArray();
        var file = new ArrayBufferWriter<byte>();
        file.Write("Obj\u0001"u8);
        Long(file, 1);
        Bytes(file, "avro.schema"u8);
        Bytes(file, Encoding.UTF8.GetBytes(Schema));
        Long(file, 0);
        file.Write(sync);
        if (records.Length > 0)
        {
            var block = new ArrayBufferWriter<byte>();
            foreach (var record in records)
            {
                Long(block, record.SequenceNumber - 1);
                Bytes(block, Encoding.UTF8.GetBytes(record.EnqueuedTime.ToString("M/d/yyyy h:mm:ss tt", CultureInfo.InvariantCulture)));
                Long(block, 1);
                Bytes(block, record.Body.Span);
            }

            Long(file, records.Length);
            Bytes(file, block.WrittenSpan);
            file.Write(sync);
        }

        return file.WrittenSpan.ToArray();
    }

    private static void Bytes(ArrayBufferWriter<byte> target, ReadOnlySpan<byte> bytes)
    {
        Long(target, bytes.Length);
        target.Write(bytes);
    }

    private static void Long(ArrayBufferWriter<byte> target, long value)
    {
        var zigzag = (ulong)((value << 1) ^ (value >> 63));
        for (; zigzag >= 0x80; zigzag >>= 7)
        {
            target.Write([(byte)(zigzag | 0x80)]);
        }

        target.Write([(byte)zigzag]);
    }
}

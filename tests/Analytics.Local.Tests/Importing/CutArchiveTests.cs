using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Threading.Channels;
using Analytics.Core.AccessLogs;
using Analytics.Local.Importing;
using ICSharpCode.SharpZipLib.BZip2;

namespace Analytics.Local.Tests.Importing;

/// <summary>
/// In an archive or a compressed file, a content that was cut off is told from one that ends without a line feed: the latter's last line
/// counts, and of the former no part of a line does.
/// </summary>
public sealed class CutArchiveTests : IDisposable
{
    private const string Line =
        "203.0.113.7 - - [12/Jan/2026:13:01:07 +0000] \"GET /a HTTP/1.1\" 200 51234 \"-\" \"Mozilla/5.0 (X11; Linux) Firefox/140.0\"";

    private static readonly byte[] Content = Encoding.UTF8.GetBytes($"{Line}\n{Line.Replace("/a ", "/b ", StringComparison.Ordinal)}");

    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Kinds => ["gzip", "zip", "stored zip", "bzip2", "zstd", "tar", "tar.gz"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_last_line_counts_if_the_content_is_whole_and_no_part_of_it_does_otherwise(string kind)
    {
        var whole = Packed(kind);
        var events = await EventsAsync(whole);
        Assert.Equal(await EventsAsync([.. Content, (byte)'\n']), events);
        Assert.Equal(2, events.Count);

        // A tar is blanks for the most part.
        var step = RandomSeeds.IsLong || whole.Length < 1_000 ? 1 : 13;
        for (var length = 1; length < whole.Length; length += step)
        {
            var part = await EventsAsync(whole[..length]);
            Assert.Equal(events.Take(part.Count), part);
        }
    }

    [Fact]
    public async Task The_last_line_of_a_plain_file_is_held_back() => Assert.Single(await EventsAsync(Content));

    private static byte[] Packed(string kind)
    {
        using var packed = new MemoryStream();
        switch (kind)
        {
            case "gzip":
                Write(new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true), Content);
                break;
            case "zip" or "stored zip":
                using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
                {
                    var level = kind == "zip" ? CompressionLevel.Optimal : CompressionLevel.NoCompression;
                    Write(archive.CreateEntry("access.log", level).Open(), Content);
                }

                break;
            case "bzip2":
                Write(new BZip2OutputStream(packed) { IsStreamOwner = false }, Content);
                break;
            case "zstd":
                Write(new ZstdSharp.CompressionStream(packed, leaveOpen: true), Content);
                break;
            case "tar":
                using (var tar = new TarWriter(packed, leaveOpen: true))
                {
                    tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "access.log") { DataStream = new MemoryStream(Content) });
                }

                break;
            default:
                Write(new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true), Packed("tar"));
                break;
        }

        return packed.ToArray();
    }

    private static void Write(Stream stream, byte[] content)
    {
        using (stream)
        {
            stream.Write(content);
        }
    }

    /// <summary>Returns the events of a file; none if it cannot be read.</summary>
    private async Task<IReadOnlyList<string>> EventsAsync(byte[] file)
    {
        var path = Path.Combine(_directory.Path, "log");
        await File.WriteAllBytesAsync(path, file, Stop);
        using var source = new ImportSource(path);
        var batches = Channel.CreateUnbounded<ImportBatch>();
        var target = new ImportTarget("s.example", new LogHosts("s.example", ["*"]), "https");
        try
        {
            await new ImportRun(source, target, ImportFormats.Auto, 0, new()).ReadAsync(batches.Writer, Stop);
        }
        catch (InvalidDataException)
        {
            // Nothing of it can be read.
        }

        var events = new StringBuilder();
        while (batches.Reader.TryRead(out var batch))
        {
            events.Append(Encoding.UTF8.GetString(batch.Body.WrittenSpan));
        }

        return events.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

using System.Collections.Frozen;
using System.Text;

namespace Analytics.Core.AccessLogs;

/// <summary>
/// Decides which lines of an access log are pageviews: GET, status 2xx or 304, no asset. Pure and thread-safe. Bots are left to the
/// collector, which counts the events that it filters.
/// </summary>
/// <remarks>
/// The list of assets follows the established log analysers: the static files of GoAccess's default configuration, and the extensions
/// that Matomo's log import takes for static files or downloads (documents, archives, media, feeds as files).
/// </remarks>
public static class AccessLogFilter
{
    private const string Assets =
        // Parts of pages.
        "css js mjs cjs map wasm json webmanifest png jpg jpeg jpe gif svg svgz ico cur bmp webp avif apng tif tiff psd "
        + "woff woff2 ttf otf eot swf class xml xsl xsd rss atom txt "
        // Media.
        + "mp2 mp3 mp4 m4a m4v mpg mpeg mov movie avi asf asx wmv wma webm ogg ogv oga flac flv wav aac qt ra ram ts m3u8 "
        // Documents.
        + "pdf doc docx xls xlsx ppt pptx odt ods odp odg odb odf rtf csv tsv epub mobi azw3 ibooks ps wpd ics vcf "
        // Archives and programs.
        + "zip gz gzip tgz tar bz2 tbz xz zst 7z rar z arj jar war deb rpm dmg pkg msi msp "
        + "exe bin iso img apk ipa torrent sig asc md5 sha1 sha256";

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Extensions = Assets
        .Split(' ')
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// Returns the reason why a line is not a pageview, or <see cref="AccessLogSkip.None"/>. Of several reasons the first in the order of
    /// the enumeration is returned.
    /// </summary>
    /// <param name="line">A line that could be parsed.</param>
    public static AccessLogSkip Judge(in AccessLogLine line)
    {
        if (!line.Method.SequenceEqual("GET"u8))
        {
            return AccessLogSkip.Method;
        }

        if (line.Status is not ((>= 200 and < 300) or 304))
        {
            return AccessLogSkip.Status;
        }

        return IsAsset(line.Target) ? AccessLogSkip.Asset : AccessLogSkip.None;
    }

    private static bool IsAsset(ReadOnlySpan<byte> target)
    {
        var end = target.IndexOfAny((byte)'?', (byte)'#');
        target = end < 0 ? target : target[..end];
        var name = target[(target.LastIndexOf((byte)'/') + 1)..];
        var dot = name.LastIndexOf((byte)'.');
        var extension = dot < 0 ? default : name[(dot + 1)..];
        Span<char> text = stackalloc char[12];
        return !extension.IsEmpty
            && extension.Length <= text.Length
            && Encoding.Latin1.GetChars(extension, text) is var length
            && Extensions.Contains(text[..length]);
    }
}

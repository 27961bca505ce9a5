using System.Globalization;
using System.Text.RegularExpressions;

namespace Analytics.Local.Tests.Imports;

/// <summary>Makes a long log of a short one, so that an import takes long enough to be interrupted.</summary>
internal static partial class LogCopies
{
    private const int DaysOfLog = 4;

    /// <summary>Writes the real log followed by copies, each some days later than the one before.</summary>
    public static void Write(string path, int copies)
    {
        var lines = File.ReadAllLines(RealLog.Path);
        using var log = new StreamWriter(path);
        for (var copy = 0; copy < copies; copy++)
        {
            foreach (var line in lines)
            {
                log.WriteLine(Day().Replace(line, day => Later(day.Value, copy * DaysOfLog), 1));
            }
        }
    }

    private static string Later(string day, int days) =>
        DateTime
            .ParseExact(day, "dd/MMM/yyyy", CultureInfo.InvariantCulture)
            .AddDays(days)
            .ToString("dd/MMM/yyyy", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<=\[)\d\d/May/2015(?=:)")]
    private static partial Regex Day();
}

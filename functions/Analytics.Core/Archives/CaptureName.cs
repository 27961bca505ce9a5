using System.Globalization;

namespace Analytics.Core.Archives;

/// <summary>
/// The parts of a captured file's name: <c>{Namespace}/{EventHub}/{PartitionId}/{Year}/{Month}/{Day}/{Hour}/{Minute}/{Second}</c>, with
/// or without <c>.avro</c>.
/// </summary>
/// <param name="Partition">The partition.</param>
/// <param name="Window">The time of the file's window, UTC.</param>
public readonly record struct CaptureName(int Partition, DateTimeOffset Window)
{
    private const int Parts = 9;
    private const string Extension = ".avro";

    /// <summary>Parses a blob's name.</summary>
    /// <returns>False if it is not a name of Capture.</returns>
    public static bool TryParse(string name, out CaptureName captured)
    {
        captured = default;
        var parts = (name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length] : name).Split('/');
        Span<int> numbers = stackalloc int[Parts - 2];
        if (parts.Length != Parts)
        {
            return false;
        }

        for (var i = 0; i < numbers.Length; i++)
        {
            if (!int.TryParse(parts[i + 2], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return false;
            }
        }

        if (
            numbers[1] is < 1 or > 9999
            || numbers[2] is < 1 or > 12
            || numbers[3] < 1
            || numbers[3] > DateTime.DaysInMonth(numbers[1], numbers[2])
            || numbers[4] > 23
            || numbers[5] > 59
            || numbers[6] > 59
        )
        {
            return false;
        }

        captured = new(numbers[0], new(numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], TimeSpan.Zero));
        return true;
    }

    /// <summary>
    /// Returns the part of the name that differs between the files of a hub, without namespace, event hub and extension.
    /// </summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Partition}/{Window.UtcDateTime:yyyy'/'MM'/'dd'/'HH'/'mm'/'ss}");

    /// <summary>Returns the prefix of the names of a partition's files.</summary>
    public static string Prefix(string eventHubNamespace, string eventHub, int partition) =>
        string.Create(CultureInfo.InvariantCulture, $"{eventHubNamespace}/{eventHub}/{partition}/");
}

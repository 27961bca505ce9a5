using System.Runtime.CompilerServices;

namespace Analytics.Core.Periods.Segments;

/// <summary>Loads whole parts.</summary>
internal static class PartSourceExtensions
{
    /// <summary>Loads all rows, those of one prefix after those of another.</summary>
    /// <exception cref="IOException">The rows were replaced meanwhile, or the storage does not answer; try again.</exception>
    public static async IAsyncEnumerable<IRollupPart> LoadAllAsync(
        this IPartSource source,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (var prefix = 0; prefix < 1 << source.Bits; prefix++)
        {
            foreach (var part in await source.LoadAsync(VisitorRange.OfPrefix(source.Bits, prefix), cancellationToken))
            {
                yield return part;
            }
        }
    }
}

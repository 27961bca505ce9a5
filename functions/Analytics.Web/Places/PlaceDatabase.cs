using System.Net;
using Analytics.Core.Places;
using MaxMind.Db;

namespace Analytics.Web.Places;

/// <summary>
/// Finds places in the last loaded database of MaxMind's format; no place before one is loaded. Thread-safe: a lookup uses one database
/// from start to end.
/// </summary>
internal sealed class PlaceDatabase : IPlaceFinder
{
    /// <summary>
    /// Number of networks of which one must have a country; otherwise the file is another database, such as one of providers.
    /// </summary>
    private const int Probed = 1_000;

    private volatile Reader? _reader;

    /// <summary>Loads a database and uses it from now on.</summary>
    /// <param name="content">The content of the file.</param>
    /// <exception cref="InvalidDataException">It is not a database of places.</exception>
    public void Load(byte[] content)
    {
        try
        {
            var reader = new Reader(new MemoryStream(content, writable: false));
            if (
                !reader
                    .FindAll<Dictionary<string, object>>()
                    .Take(Probed)
                    .Any(static node => PlaceRecord.Read(node.Data).Country is not null)
            )
            {
                throw new InvalidDataException(
                    $"the database is a {reader.Metadata.DatabaseType}, and its first {Probed} networks have no country; "
                        + "give one of cities or countries, such as GeoLite2-City.mmdb"
                );
            }

            // The previous database is not disposed: lookups may still use it.
            _reader = reader;
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            throw new InvalidDataException(
                $"it is no database in MaxMind's format, or is damaged ({exception.Message}); give a whole .mmdb file",
                exception
            );
        }
    }

    /// <inheritdoc/>
    public Place Find(ReadOnlySpan<byte> address)
    {
        if (_reader is not { } reader || !IPAddress.TryParse(address, out var parsed))
        {
            return Place.Unknown;
        }

        try
        {
            return reader.Find<Dictionary<string, object>>(parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed) is { } data
                ? PlaceRecord.Read(data).ToPlace()
                : Place.Unknown;
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            return Place.Unknown;
        }
    }

    // A database of IPv4 throws for an IPv6 address.
    private static bool IsDamage(Exception exception) =>
        exception is InvalidDatabaseException or DeserializationException or ArgumentException;
}

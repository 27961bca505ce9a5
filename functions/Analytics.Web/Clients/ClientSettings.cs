using Analytics.Core.Sites;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;

namespace Analytics.Web.Clients;

/// <summary>Checks the setting <c>clients</c> of a site.</summary>
internal static class ClientSettings
{
    /// <summary>Maximum number of keys of a protocol.</summary>
    public const int MaxKeys = 20;

    /// <summary>Returns the setting in its stored form; null if the request does not have it.</summary>
    /// <exception cref="ApiException">400 for an unknown protocol or a bad key.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>>? Read(Dictionary<string, List<string>>? clients)
    {
        if (clients is null)
        {
            return null;
        }

        foreach (var (protocol, keys) in clients)
        {
            if (ClientProtocols.All.All(known => known.Name != protocol))
            {
                throw JsonBody.Bad(
                    $"clients: '{Excerpt.Of(protocol)}' is unknown; use "
                        + $"{string.Join(", ", ClientProtocols.All.Select(known => known.Name))}"
                );
            }

            if (keys.Count > MaxKeys)
            {
                throw JsonBody.Bad($"clients.{protocol}: give a list of at most {MaxKeys} keys; [] takes the site's domain alone as key");
            }

            if (keys.FirstOrDefault(key => !ClientKeyIndex.IsKey(key)) is { } bad)
            {
                throw JsonBody.Bad(
                    $"clients.{protocol}: key '{Excerpt.Of(bad)}' must be 1 to "
                        + $"{ClientKeyIndex.MaxKeyLength} letters, digits, '.', '_' or '-'"
                );
            }
        }

        return clients.ToDictionary(
            client => client.Key,
            client => (IReadOnlyList<string>)[.. client.Value.Distinct()],
            StringComparer.Ordinal
        );
    }
}

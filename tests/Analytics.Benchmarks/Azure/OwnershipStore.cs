using Azure.Messaging.EventHubs.Primitives;

namespace Analytics.Benchmarks.Azure;

/// <summary>What the Functions host keeps in blobs: who owns which partition. Thread-safe.</summary>
internal sealed class OwnershipStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EventProcessorPartitionOwnership> _owners = [];
    private int _claims;

    /// <summary>Claims that were written.</summary>
    public int Claims => _claims;

    public List<EventProcessorPartitionOwnership> List()
    {
        lock (_gate)
        {
            return [.. _owners.Values];
        }
    }

    /// <summary>Writes the claims whose version is that of the store.</summary>
    public List<EventProcessorPartitionOwnership> Claim(IEnumerable<EventProcessorPartitionOwnership> wanted)
    {
        lock (_gate)
        {
            var claimed = new List<EventProcessorPartitionOwnership>();
            foreach (var claim in wanted)
            {
                if (_owners.TryGetValue(claim.PartitionId, out var owner) && owner.Version != claim.Version)
                {
                    continue;
                }

                (claim.Version, claim.LastModifiedTime) = ($"{++_claims}", TimeProvider.System.GetUtcNow());
                _owners[claim.PartitionId] = claim;
                claimed.Add(claim);
            }

            return claimed;
        }
    }
}

using Analytics.Core.Tables;

namespace Analytics.Core.Definitions;

/// <summary>The definitions that name another one.</summary>
/// <param name="Names">Their names for people, such as <c>segment 'Readers' (id 3)</c>.</param>
/// <param name="Operations">
/// Operations on the site's partition that write a new name into them. They fail if any definition of the same kind was stored in
/// between.
/// </param>
public sealed record DefinitionUses(IReadOnlyList<string> Names, IReadOnlyList<TableOperation> Operations)
{
    private const int MaxNamed = 5;

    /// <summary>Reads the definitions that a change concerns, of all users.</summary>
    internal static async ValueTask<DefinitionUses> ReadAsync<TChange>(
        IEnumerable<IDefinitionUsers<TChange>> users,
        string site,
        TChange change,
        CancellationToken cancellationToken
    )
    {
        var (names, operations) = (new List<string>(), new List<TableOperation>());
        foreach (var user in users)
        {
            var uses = await user.ReadUsesAsync(site, change, cancellationToken);
            names.AddRange(uses.Names);
            operations.AddRange(uses.Operations);
        }

        return new(names, operations);
    }

    /// <summary>Rejects the removal of what is named.</summary>
    /// <param name="what">The kind and name of the named definition, such as <c>goal 'Docs'</c>.</param>
    /// <exception cref="DefinitionException">Something names it; the message lists up to five.</exception>
    internal void RequireNone(string what) => RequireNone($"The {what} is named by", "change or delete what names it first.");

    /// <summary>Rejects a change that a definition stands against.</summary>
    /// <param name="problem">The beginning of the message, up to the names.</param>
    /// <param name="remedy">Its end.</param>
    /// <exception cref="DefinitionException">There is one; the message lists up to five.</exception>
    internal void RequireNone(string problem, string remedy)
    {
        if (Names.Count > 0)
        {
            var named =
                string.Join(", ", Names.Take(MaxNamed)) + (Names.Count > MaxNamed ? $" and {Names.Count - MaxNamed} more" : string.Empty);
            throw new DefinitionException($"{problem} {named}; {remedy}");
        }
    }
}

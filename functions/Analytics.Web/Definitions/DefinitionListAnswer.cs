using Analytics.Web.Sites;

namespace Analytics.Web.Definitions;

/// <summary>A page of stored definitions.</summary>
/// <param name="Items">The definitions in the order in which they were stored.</param>
/// <param name="Meta">Position of the page.</param>
public sealed record DefinitionListAnswer(IReadOnlyList<DefinitionAnswer> Items, PageMeta Meta);

using Analytics.Web.Endpoints;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Analytics.Web.OpenApi;

/// <summary>Descriptions of the endpoints, by name.</summary>
internal static class EndpointDocs
{
    private static readonly Dictionary<string, EndpointDoc> ByName = new(
        [
            .. CollectDocs.All,
            .. StatsDocs.All,
            .. LegacyDocs.All,
            .. PathDocs.All,
            .. ManageDocs.All,
            .. GoalDocs.All,
            .. DefinitionDocs.All,
            .. SharedLinkDocs.All,
            .. SessionDocs.All,
            .. JobDocs.All,
            .. ErasureDocs.All,
            .. ImportDocs.All,
            .. AlertDocs.All,
            .. DeadLetterDocs.All,
            .. ClientDocs.All,
            .. ServerDocs.All,
            .. PlausibleSitesDocs.All,
        ],
        StringComparer.Ordinal
    );

    /// <summary>Returns the metadata from which the description is generated.</summary>
    public static IEnumerable<object> MetadataOf(ApiEndpoint endpoint)
    {
        yield return new EndpointNameMetadata(endpoint.Name);
        if (!ByName.TryGetValue(endpoint.Name, out var doc))
        {
            yield return new ExcludeFromDescriptionAttribute();
            yield break;
        }

        // The description leaves out endpoints without a method.
        yield return endpoint.Handle.Method;
        yield return doc;
        yield return new TagsAttribute(doc.Tag);
        yield return new EndpointSummaryAttribute(doc.Summary);
        yield return new EndpointDescriptionAttribute(doc.Description);

        // Accepted bodies are not metadata: routing would use them to reject other content types without a message.
        foreach (var answer in doc.Answers)
        {
            yield return new ProducesResponseTypeMetadata(answer.Status, answer.Body, answer.Types);
        }

        foreach (var status in doc.Errors)
        {
            yield return new ProducesResponseTypeMetadata(status, typeof(ErrorAnswer), ["application/json"]);
        }
    }
}

using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Analytics.Web.Alerts;
using Analytics.Web.Counting;
using Analytics.Web.CustomProperties;
using Analytics.Web.DeadLetters;
using Analytics.Web.Definitions;
using Analytics.Web.Erasures;
using Analytics.Web.Errors;
using Analytics.Web.Goals;
using Analytics.Web.Guests;
using Analytics.Web.Health;
using Analytics.Web.Imports;
using Analytics.Web.Jobs;
using Analytics.Web.Keys;
using Analytics.Web.Live;
using Analytics.Web.Sessions;
using Analytics.Web.Sharing;
using Analytics.Web.Sites;

namespace Analytics.Web;

/// <summary>The JSON of all requests and answers except events and queries. Unknown members of a request are rejected by name.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    MaxDepth = 32
)]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(LiveAnswer))]
[JsonSerializable(typeof(SiteRequest))]
[JsonSerializable(typeof(SiteAnswer))]
[JsonSerializable(typeof(SiteListAnswer))]
[JsonSerializable(typeof(PublicSiteListAnswer))]
[JsonSerializable(typeof(DeletedAnswer))]
[JsonSerializable(typeof(ErasureRequest))]
[JsonSerializable(typeof(AlertRequest))]
[JsonSerializable(typeof(AlertAnswer))]
[JsonSerializable(typeof(AlertListAnswer))]
[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(ImportListAnswer))]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(KeyAnswer))]
[JsonSerializable(typeof(KeyListAnswer))]
[JsonSerializable(typeof(CustomPropertyRequest))]
[JsonSerializable(typeof(CustomPropertyListAnswer))]
[JsonSerializable(typeof(CustomPropertyCreatedAnswer))]
[JsonSerializable(typeof(TeamListAnswer))]
[JsonSerializable(typeof(GuestListAnswer))]
[JsonSerializable(typeof(SharedLinkRequest))]
[JsonSerializable(typeof(SharedLinkAnswer))]
[JsonSerializable(typeof(SharedLinkListAnswer))]
[JsonSerializable(typeof(SessionRequest))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(DefinitionRequest))]
[JsonSerializable(typeof(DefinitionAnswer))]
[JsonSerializable(typeof(DefinitionListAnswer))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(GoalRequest))]
[JsonSerializable(typeof(GoalAnswer))]
[JsonSerializable(typeof(GoalListAnswer))]
[JsonSerializable(typeof(SiteReference))]
[JsonSerializable(typeof(JobBody))]
[JsonSerializable(typeof(JobAnswer))]
[JsonSerializable(typeof(JobListAnswer))]
[JsonSerializable(typeof(JobReportAnswer))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(CountingAnswer))]
[JsonSerializable(typeof(DeadLetterAnswer))]
[JsonSerializable(typeof(DeadLetterListAnswer))]
[JsonSerializable(typeof(long))]
internal sealed partial class ApiJson : JsonSerializerContext;

using System.Text.Json.Serialization;
using Analytics.Web.CustomProperties;
using Analytics.Web.Definitions;
using Analytics.Web.Errors;
using Analytics.Web.Goals;
using Analytics.Web.Guests;
using Analytics.Web.Health;
using Analytics.Web.Jobs;
using Analytics.Web.Keys;
using Analytics.Web.Live;
using Analytics.Web.OpenApi.Contracts;
using Analytics.Web.Sessions;
using Analytics.Web.Sharing;
using Analytics.Web.Sites;

namespace Analytics.Web.OpenApi;

/// <summary>The types that the description shows.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EventBody))]
[JsonSerializable(typeof(IReadOnlyList<EventBody>))]
[JsonSerializable(typeof(ReceiptBody))]
[JsonSerializable(typeof(QueryBody))]
[JsonSerializable(typeof(QueryAnswerBody))]
[JsonSerializable(typeof(FunnelBody))]
[JsonSerializable(typeof(JourneysBody))]
[JsonSerializable(typeof(RetentionBody))]
[JsonSerializable(typeof(FunnelAnswerBody))]
[JsonSerializable(typeof(JourneysAnswerBody))]
[JsonSerializable(typeof(RetentionAnswerBody))]
[JsonSerializable(typeof(LegacyTotalsBody))]
[JsonSerializable(typeof(LegacyRowsBody))]
[JsonSerializable(typeof(QueryBatchBody))]
[JsonSerializable(typeof(QueryBatchLineBody))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(LiveAnswer))]
[JsonSerializable(typeof(SiteRequest))]
[JsonSerializable(typeof(SiteAnswer))]
[JsonSerializable(typeof(SiteListAnswer))]
[JsonSerializable(typeof(DeletedAnswer))]
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
[JsonSerializable(typeof(GoalRequest))]
[JsonSerializable(typeof(GoalAnswer))]
[JsonSerializable(typeof(GoalListAnswer))]
[JsonSerializable(typeof(JobBody))]
[JsonSerializable(typeof(JobAnswer))]
[JsonSerializable(typeof(JobListAnswer))]
[JsonSerializable(typeof(JobReportAnswer))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(long))]
internal sealed partial class OpenApiJson : JsonSerializerContext;

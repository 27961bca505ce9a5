namespace Analytics.Core.Acquisition;

/// <summary>Kind of a source; decides its channel.</summary>
internal enum SourceKind
{
    Other,
    Search,
    Social,
    Video,
    Shopping,
    Mail,
    AiAssistant,
    Audio,
}

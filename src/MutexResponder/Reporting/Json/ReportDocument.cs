namespace MutexResponder.Reporting.Json;

/// <summary>The outermost object of the JSON.</summary>
/// <param name="Format">Always <see cref="JsonReport.Format"/>.</param>
/// <param name="Version"><see cref="JsonReport.Version"/>.</param>
/// <param name="Report">All sections.</param>
internal sealed record ReportDocument(string Format, int Version, IncidentReport Report);

using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.ApiServer.Admission;

/// <summary>Stands for a validating admission webhook: sees every object that is about to be created or changed.</summary>
/// <param name="type">Its type.</param>
/// <param name="value">The whole object, valid and with its defaults; not to be changed.</param>
/// <param name="old">What it is about to replace; null when it is created.</param>
/// <returns>Why it is denied; null admits it.</returns>
public delegate string? AdmissionWebhook(ResourceType type, JsonObject value, JsonObject? old);

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.repository.IRepository;
import ca.uhn.fhir.util.BundleUtil;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.opencds.cqf.fhir.cr.plandefinition.PlanDefinitionProcessor;
import org.opencds.cqf.fhir.utility.monad.Eithers;
import org.opencds.cqf.fhir.utility.repository.InMemoryFhirRepository;

/**
 * PlanDefinition/$apply by the clinical-reasoning library, in memory: Apply r4|r5
 *
 * Reads one job a line from standard input, tab-separated: the file to write, the plan's id, the patient's id, then
 * files with bundles. Writes the CarePlan (R4) or the Bundle (R5) that the engine makes of it.
 */
public class Apply {
  public static void main(String[] args) throws Exception {
    boolean r5 = args[0].equals("r5");
    var fhir = r5 ? FhirContext.forR5Cached() : FhirContext.forR4Cached();
    fhir.setValidationSupport(new DefaultProfileValidationSupport(fhir)); // FHIRPath and search need it
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = lines.readLine()) != null; ) {
      String[] job = line.split("\t");
      var repository = new InMemoryFhirRepository(fhir);
      for (int i = 3; i < job.length; i++) {
        var bundle = (IBaseBundle) fhir.newJsonParser().parseResource(Files.readString(Path.of(job[i])));
        BundleUtil.toListOfResources(fhir, bundle).forEach(repository::update);
      }
      var plan = fhir.getVersion().newIdType().setValue("PlanDefinition/" + job[1]);
      var patient = "Patient/" + job[2];
      var engine = new PlanDefinitionProcessor(repository);
      var made = r5
          ? engine.applyR5(Eithers.forMiddle3(plan), List.of(patient), null, null, null, null, null, null, null, null,
              null, true, null, null, (IRepository) null, null, null)
          : engine.apply(Eithers.forMiddle3(plan), patient, null, null, null, null, null, null, null, null,
              null, true, null, null, (IRepository) null, null, null);
      Files.writeString(Path.of(job[0]), fhir.newJsonParser().setPrettyPrint(true).encodeResourceToString(made));
    }
  }
}

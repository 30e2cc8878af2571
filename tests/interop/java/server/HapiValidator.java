import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.utilities.npm.NpmPackage;

/**
 * The HL7 instance validator as HAPI servers run it, offline; unlike the official engine it parses UCUM units.
 * HapiValidator -version r4 [-package FILE.tgz]... FILE... [-version r5 ...]
 *
 * Prints "file TAB severity TAB place TAB message" for each issue and "file TAB milliseconds" for each file.
 */
public class HapiValidator {
  static FhirContext fhir;
  static PrePopulatedValidationSupport packages;
  static FhirValidator validator;

  public static void main(String[] args) throws Exception {
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "-version" -> begin(args[++i]);
        case "-package" -> load(args[++i]);
        default -> validate(args[i]);
      }
    }
  }

  static void begin(String release) {
    fhir = release.equals("r5") ? FhirContext.forR5() : FhirContext.forR4();
    packages = new PrePopulatedValidationSupport(fhir);
    var module = new FhirInstanceValidator(new ValidationSupportChain(packages, new DefaultProfileValidationSupport(fhir),
        new CommonCodeSystemsTerminologyService(fhir), new InMemoryTerminologyServerValidationSupport(fhir),
        new SnapshotGeneratingValidationSupport(fhir)));
    module.setAnyExtensionsAllowed(false); // its default accepts unknown extensions
    validator = fhir.newValidator().registerValidatorModule(module);
  }

  static void load(String file) throws Exception {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      var folder = NpmPackage.fromPackage(in).getFolders().get("package");
      for (String name : folder.listFiles()) {
        if (name.matches("(StructureDefinition|ValueSet|CodeSystem)-.*\\.json")) {
          packages.addResource(fhir.newJsonParser().parseResource(new String(folder.fetchFile(name), "UTF-8")));
        }
      }
    }
  }

  static void validate(String file) throws Exception {
    long start = System.currentTimeMillis();
    for (var message : validator.validateWithResult(Files.readString(Path.of(file))).getMessages()) {
      System.out.println(String.join("\t", file, message.getSeverity().getCode(), message.getLocationString(),
          message.getMessage().replaceAll("\\s+", " ")));
    }
    System.out.println(file + "\t" + (System.currentTimeMillis() - start));
  }
}
